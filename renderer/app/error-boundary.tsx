import { Component, type ReactNode } from 'react'
import { toAppError } from '#shared/errors.ts'
import { StateView } from '../ui/index.ts'

/** Keeps a failure of one part from taking the window down: the part says what happened and can be shown again. */
export class ErrorBoundary extends Component<{ what: string; children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error }
  }

  override componentDidCatch(error: unknown) {
    console.error(`${this.props.what} stopped`, error)
  }

  override render() {
    if (this.state.error === null) return this.props.children
    return (
      <StateView
        state="error"
        error={toAppError(this.state.error)}
        onRetry={() => this.setState({ error: null })}
      />
    )
  }
}
