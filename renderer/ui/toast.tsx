import {
  Button as AriaButton,
  UNSTABLE_Toast as AriaToast,
  Text,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { Button } from './button.tsx'
import fieldCss from './field.module.css'
import { Icon } from './icon.tsx'
import { CircleAlert, X } from './icons.ts'
import css from './toast.module.css'
import type { ToastSpec } from './workbench.ts'

/** React Aria still exports its toast as unstable: this file is the only one that knows. */
const queue = new ToastQueue<ToastSpec>({ maxVisibleToasts: 4 })

/** Shows a toast for 10 s; it pauses while it is focused or hovered. Errors stay until closed. */
export function showToast(toast: ToastSpec): void {
  queue.add(toast, toast.tone === 'error' ? {} : { timeout: 10_000 })
}

/** Where toasts appear: at the foot of the middle, above the bars that hold actions. Mounted once, by the frame. */
export function Toasts() {
  return (
    <ToastRegion queue={queue} className={css.region ?? ''} aria-label="Notices">
      {({ toast }) => (
        <AriaToast toast={toast} className={css.toast ?? ''}>
          <ToastContent className={css.content ?? ''}>
            {toast.content.tone === 'error' && <Icon of={CircleAlert} tone="error" label="Error" />}
            <Text slot="title">{toast.content.message}</Text>
          </ToastContent>
          {toast.content.action && (
            <Button
              kind="quiet"
              onPress={() => {
                toast.content.action?.run()
                queue.close(toast.key)
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
          {toast.content.undo && (
            <Button
              kind="quiet"
              onPress={() => {
                toast.content.undo?.()
                queue.close(toast.key)
              }}
            >
              Undo
            </Button>
          )}
          <AriaButton slot="close" className={fieldCss.clear ?? ''} aria-label="Close">
            <Icon of={X} />
          </AriaButton>
        </AriaToast>
      )}
    </ToastRegion>
  )
}
