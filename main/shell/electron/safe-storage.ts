import type * as Electron from 'electron'
import type { SafeStorage } from '../../api/index.ts'

type Parts = Pick<
  typeof Electron.safeStorage,
  'encryptStringAsync' | 'decryptStringAsync' | 'isAsyncEncryptionAvailable' | 'getSelectedStorageBackend'
>

/** The system's key store by Electron. On Linux without a keyring Chromium's key is known to everybody: that is none. */
export function electronSafeStorage(storage: Parts, platform: NodeJS.Platform): SafeStorage {
  const protects = async () => {
    if (platform === 'linux' && ['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend()))
      return false
    return storage.isAsyncEncryptionAvailable()
  }
  return {
    seal: async (text) =>
      (await protects()) ? (await storage.encryptStringAsync(text)).toString('base64') : null,
    async open(sealed) {
      if (!(await protects())) return null
      try {
        const { result } = await storage.decryptStringAsync(Buffer.from(sealed, 'base64'))
        return result
      } catch {
        // sealed by another account or another key: the user signs in again
        return null
      }
    },
  }
}
