import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { defaultHome } from './home.ts'

test('the store stands in the platform’s data folder, or where LAKEBENCH_HOME says', () => {
  expect(defaultHome({ LAKEBENCH_HOME: 'store' }, 'linux', '/home/ann')).toBe(resolve('store'))
  expect(defaultHome({}, 'linux', '/home/ann')).toBe(join('/home/ann/.local/share/lakebench'))
  expect(defaultHome({ XDG_DATA_HOME: '/data' }, 'linux', '/home/ann')).toBe(join('/data/lakebench'))
  expect(defaultHome({ LAKEBENCH_HOME: '', XDG_DATA_HOME: '' }, 'linux', '/h')).toBe(
    join('/h/.local/share/lakebench'),
  )
  expect(defaultHome({}, 'darwin', '/Users/ann')).toBe(
    join('/Users/ann/Library/Application Support/Lakebench'),
  )
  expect(defaultHome({ LOCALAPPDATA: '/local' }, 'win32', '/ann')).toBe(join('/local/Lakebench'))
})
