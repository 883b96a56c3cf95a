export function withExports(module: Uint8Array, keep: (name: string) => boolean): Buffer
export function slimWasm(file: string): void
