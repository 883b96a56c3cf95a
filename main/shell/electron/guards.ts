import type { Session, WebContents } from 'electron'
import { allowsPermission, allowsRequest, isOurs } from './settings.ts'

/** Denies the window's session every permission but copying, every device, and every request that is not ours. */
export function guardSession(session: Session, developer: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) =>
    callback(allowsPermission(permission, details.requestingUrl ?? '')),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowsPermission(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  // Only the last listener counts, so this is the one place that speaks to webRequest.
  session.webRequest.onBeforeRequest((details, callback) =>
    callback({ cancel: !allowsRequest(details.url, developer) }),
  )
}

/** Keeps a page at our address: no navigation away, no second window, no guest page. */
export function guardContents(contents: WebContents): void {
  const stay = (details: { url: string; preventDefault(): void }) => {
    if (!isOurs(details.url)) details.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  // WebRTC is asked by neither the content security policy nor webRequest.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
}
