import { inject } from 'vitest'
import { placeAt } from './app.ts'

const demos = inject('demos')
const own = demos[(Number(process.env.VITEST_POOL_ID) - 1) % demos.length]
if (!own) throw new Error('no demo was made for this worker')

/** The demo of the worker that runs this file: no other file uses it at the same time. */
export const { demo } = own

/** Where that demo lives. */
export const place = placeAt(own.dir)
