import { expect, test } from 'vitest'
import { electronSafeStorage } from './safe-storage.ts'

/** As Electron's, with a key that anybody may know. */
const storage = (backend: 'basic_text' | 'gnome_libsecret') => ({
  getSelectedStorageBackend: () => backend,
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (text: string) => Buffer.from(text).reverse(),
  decryptStringAsync: async (bytes: Buffer) => {
    if (bytes.length === 0) throw new Error('cannot be opened')
    return { result: Buffer.from(bytes).reverse().toString(), shouldReEncrypt: false }
  },
})

test('a keyring seals, and what it cannot open is gone', async () => {
  const safe = electronSafeStorage(storage('gnome_libsecret'), 'linux')
  const sealed = await safe.seal('token')
  expect(sealed).not.toContain('token')
  expect(await safe.open(sealed ?? '')).toBe('token')
  expect(await safe.open('')).toBeNull()
})

test('where Linux has no keyring nothing is sealed', async () => {
  const safe = electronSafeStorage(storage('basic_text'), 'linux')
  expect(await safe.seal('token')).toBeNull()
  expect(await safe.open('bmVrb3Q=')).toBeNull()
  expect(await electronSafeStorage(storage('basic_text'), 'darwin').seal('token')).not.toBeNull()
})
