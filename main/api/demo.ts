export { makeDemo } from './demo/index.ts'
