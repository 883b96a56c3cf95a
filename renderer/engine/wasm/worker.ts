import workerUrl from '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?url'
import wasmUrl from '#engine/duckdb-eh.wasm?url'

/**
 * The worker of an engine: duckdb-wasm's own, which is handed its compiled module. By itself it
 * would fetch and compile the module in each worker anew.
 */

/** The first message: what another worker compiled, and where this one says that it stands, with its module. */
export interface FirstMessage {
  module: WebAssembly.Module | null
  port: MessagePort
}

const fetchFile = globalThis.fetch.bind(globalThis)

async function start({ module, port }: FirstMessage): Promise<void> {
  const [compiled] = await Promise.all([
    module ?? WebAssembly.compileStreaming(fetchFile(wasmUrl)),
    import(/* @vite-ignore */ workerUrl),
  ])
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module: compiled,
    instance: await WebAssembly.instantiate(compiled, imports),
  })
  port.postMessage(compiled)
}

// What an engine needs is there, and it has nothing else to fetch.
globalThis.fetch = () => new Promise(() => undefined)

addEventListener(
  'message',
  ({ data }: MessageEvent<FirstMessage>) =>
    void start(data).catch((thrown) => {
      // As an uncaught error: it is the one thing of a worker that the window hears of in any state.
      setTimeout(() => {
        throw thrown
      })
    }),
  { once: true },
)
