import { parseAddress } from './address.ts'
import { cloneRepository } from './clone.ts'
import { forgetInHelper, keepInHelper } from './credential-helper.ts'
import { fetchRemote } from './fetch.ts'
import { httpClient } from './http-client.ts'
import { listRefs } from './http-transport.ts'
import { pushRemote } from './push.ts'
import { remoteError, signInError } from './remote-error.ts'
import type { RemoteHandlers } from './types.ts'

/** The verbs of the process that speaks to remotes, a file each. */
export const remoteHandlers: RemoteHandlers = {
  fetchRemote,
  pushRemote,
  cloneRepository,
  async tryCredentials({ address, auth }, { signal }) {
    const { url, origin } = parseAddress(address)
    const named = { name: origin ?? url, url, origin }
    const refuse = () => {
      throw signInError(named, true)
    }
    await listRefs(url, httpClient({ signal }), { onAuth: () => auth, onAuthFailure: refuse }).catch(
      (thrown) => {
        throw remoteError(named, thrown)
      },
    )
  },
  keepInHelper: ({ origin, auth }) => keepInHelper(origin, auth),
  forgetInHelper: ({ origin, username }) => forgetInHelper(origin, username),
}
