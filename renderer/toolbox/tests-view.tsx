import type { TestResult } from '#shared/contract/toolbox.ts'
import { CircleAlert, CircleCheck } from '../ui/icons.ts'
import { Button, Disclosure, formatDuration, formatInstant, Icon, StateView } from '../ui/index.ts'
import { firstDifference } from './difference.ts'
import { RowsTable } from './rows-table.tsx'
import { useTests } from './tests.ts'
import css from './toolbox.module.css'

/** The tests of one transform: what passed, and for what failed the rows expected beside the rows it gave. */
export function TestsView({ name, tests, onTest }: { name: string; tests: number; onTest: () => void }) {
  const { tested: all, running, error } = useTests()
  const tested = all[name]
  const mine = running && (running.names.length === 0 || running.names.includes(name))
  if (tests === 0)
    return (
      <StateView
        state="empty"
        title={`${name} has no tests yet. A test names its rows, a call and what it should give, in the header of the file.`}
      />
    )
  if (mine && !tested)
    return (
      <StateView
        state="loading"
        title="Testing"
        {...(running.progress && { progress: running.progress })}
        startedAt={running.startedAt}
        onCancel={running.cancel}
      />
    )
  if (error && !tested) return <StateView state="error" error={error} onRetry={onTest} />
  if (!tested)
    return (
      <StateView
        state="empty"
        title={`${tests} ${tests === 1 ? 'test has' : 'tests have'} not run in this window yet.`}
        actions={<Button onPress={onTest}>{`Run ${tests}`}</Button>}
      />
    )
  const failed = tested.results.filter(({ passed }) => !passed).length
  return (
    <div className={css.tests}>
      {tested.stale && (
        <StateView
          state="partial"
          title={`Last tested at ${formatInstant(tested.at)} UTC, changed since.`}
          actions={<Button onPress={onTest}>Run</Button>}
        />
      )}
      <p className={css.testWords} role="status">
        {mine
          ? `Testing ${running.progress?.done ?? 0} of ${running.progress?.total ?? tests}`
          : `${tested.results.length - failed} of ${tested.results.length} passed`}
        {failed > 0 && !mine && <span className={css.failedWord}>{`, ${failed} failed`}</span>}
      </p>
      {[...tested.results]
        .sort((a, b) => Number(a.passed) - Number(b.passed))
        .map((result) => (
          <TestRow key={result.name} result={result} />
        ))}
    </div>
  )
}

function TestRow({ result }: { result: TestResult }) {
  const { name, passed, ms, call, expected, actual, message } = result
  const difference = !passed && expected && actual ? firstDifference(expected, actual) : null
  return (
    <Disclosure
      key={String(passed)}
      title={name}
      defaultExpanded={!passed}
      detail={
        <span className={css.testDetail} data-passed={passed}>
          <Icon of={passed ? CircleCheck : CircleAlert} />
          {passed ? 'ok' : 'FAILED'}
          <span className={css.quiet}>{formatDuration(ms)}</span>
        </span>
      }
    >
      <div className={css.testBody}>
        {!passed && message && (
          <p className={css.testMessage} role="alert">
            {message}
          </p>
        )}
        <pre className={css.call}>{call}</pre>
        {(expected || actual) && (
          <div className={css.sides}>
            {expected && (
              <RowsTable
                title="expected"
                sign="-"
                rows={expected}
                marked={difference && { row: difference.expectedRow, columns: difference.columns }}
              />
            )}
            {actual && (
              <RowsTable
                title="actual"
                sign="+"
                rows={actual}
                marked={difference && { row: difference.actualRow, columns: difference.columns }}
              />
            )}
          </div>
        )}
      </div>
    </Disclosure>
  )
}
