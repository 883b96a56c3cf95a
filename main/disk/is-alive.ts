import { errorCode } from './error-code.ts'

/** Whether a process of this computer lives. One that may not be signalled lives too. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return errorCode(thrown) === 'EPERM'
  }
}
