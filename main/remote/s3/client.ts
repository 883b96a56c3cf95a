import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { S3Remote } from '#shared/format/workspace.ts'
import { type Patience, retryStrategy } from './retry.ts'
import { type Timeouts, transport } from './transport.ts'

/** The SDK's client for a remote. Nothing is asked of the remote, and no credentials are looked for yet. */
export function s3Client(config: S3Remote, patience: Patience, timeouts: Timeouts): S3Client {
  const { profile, endpoint, anonymous, rate } = config
  // It tells a user of Lakebench which Node to run, as if that were theirs to choose.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const client = new S3Client({
    region: config.region ?? (() => regionOfChain(profile)),
    forcePathStyle: config.path_style,
    maxAttempts: patience.attempts,
    retryStrategy: retryStrategy(patience),
    requestHandler: transport(timeouts),
    // Other stores know no checksums of the SDK's choice.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(profile !== undefined && { profile }),
    ...(endpoint !== undefined && { endpoint }),
    ...(anonymous && unsigned),
  })
  if (rate !== undefined) spaceOut(client, 1000 / rate)
  return client
}

/** Without these the SDK looks for credentials, and fails when there are none. */
const unsigned: S3ClientConfig = {
  credentials: { accessKeyId: '', secretAccessKey: '' },
  signer: { sign: async (request) => request },
}

/** The region of the environment or the profile. S3 tells of the right one when this is not it. */
async function regionOfChain(profile: string | undefined): Promise<string> {
  const client = new S3Client({ ...(profile !== undefined && { profile }) })
  try {
    return (await client.config.region()) || 'us-east-1'
  } catch {
    return 'us-east-1'
  } finally {
    client.destroy()
  }
}

/** Lets requests begin no closer than `gap` milliseconds to each other, further tries included. */
function spaceOut(client: S3Client, gap: number): void {
  let free = 0
  const wait =
    <Args, Output>(next: (args: Args) => Promise<Output>) =>
    async (args: Args): Promise<Output> => {
      const now = performance.now()
      const start = Math.max(now, free)
      free = start + gap
      if (start > now) await new Promise((resolve) => setTimeout(resolve, start - now))
      return next(args)
    }
  // Before a request is signed, since a signature ages.
  client.middlewareStack.addRelativeTo(wait, {
    name: 'spaceOut',
    relation: 'after',
    toMiddleware: 'retryMiddleware',
  })
}
