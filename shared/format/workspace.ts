import { z } from 'zod'
import { Name } from '../names.ts'

/** A folder lake: the path may leave the workspace (trust is asked for it); links are never followed out of it. */
export const FolderRemote = z.strictObject({ type: z.literal('folder'), path: z.string().min(1) })

/** An address without a user name and password: no secret stands in a workspace. */
const address = z
  .url({ protocol: /^https?$/ })
  .refine((text) => !URL.canParse(text) || (new URL(text).username === '' && new URL(text).password === ''), {
    error: 'no user name and no password may stand in it; give them in the environment',
  })
/** At most so many requests a second, for a server that asks for patience. */
const rate = z.number().positive().max(10_000).optional()

/**
 * Objects of an S3-compatible store, under `prefix`. Credentials come from the SDK's own chain (environment, profile,
 * role), or there are none with `anonymous`; without a region the chain's own is used.
 */
export const S3Remote = z.strictObject({
  type: z.literal('s3'),
  bucket: z.string().min(3).max(255),
  prefix: z.string().max(900).default(''),
  region: z.string().min(1).max(60).optional(),
  endpoint: address.optional(),
  path_style: z.boolean().default(false),
  profile: z.string().min(1).max(200).optional(),
  anonymous: z.boolean().default(false),
  rate,
})
export type S3Remote = z.infer<typeof S3Remote>

/**
 * Objects below an address. What there is says one of: `objects`, paths below it; `index`, a file below it that lists
 * them (a JSON array of paths or of `{path, size}`, the same by lines, or one path a line); `listing: s3`, the XML listing
 * of an S3 or GCS bucket at the address.
 */
export const HttpRemote = z
  .strictObject({
    type: z.literal('http'),
    url: address,
    objects: z.array(z.string().min(1).max(1024)).min(1).max(10_000).optional(),
    index: z.string().min(1).max(1024).optional(),
    listing: z.literal('s3').optional(),
    rate,
  })
  .refine(
    ({ objects, index, listing }) =>
      [objects, index, listing].filter((one) => one !== undefined).length === 1,
    { error: 'one of `objects`, `index` and `listing` has to say what objects there are' },
  )
export type HttpRemote = z.infer<typeof HttpRemote>

export const RemoteConfig = z.discriminatedUnion('type', [FolderRemote, S3Remote, HttpRemote])
export type RemoteConfig = z.infer<typeof RemoteConfig>

/** The folders that a workspace's text lives in, beside `lakebench.yml`. */
export const workspaceFolders: readonly string[] = [
  'contracts',
  'stages',
  'monitors',
  'queries',
  'charts',
  'boards',
  'toolbox',
  'reports',
  'notebooks',
  'evaluations',
  'experiments',
]

/** `lakebench.yml`. No secret stands in it, ever. */
export const WorkspaceFile = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1).max(200),
  remotes: z.record(Name, RemoteConfig).default({}),
})
export type WorkspaceFile = z.infer<typeof WorkspaceFile>
