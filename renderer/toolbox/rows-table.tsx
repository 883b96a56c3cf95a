import { CellView, columnDecimals, isNumeric, shortType } from '../ui/data-grid/index.ts'
import { plural } from '../ui/index.ts'
import type { Rows } from './difference.ts'
import css from './toolbox.module.css'

/** Most rows that are drawn; the first difference is always among them. */
const most = 50

/** A small table of a test, with the row that differs marked by sign, ground and outline. */
export function RowsTable({
  title,
  sign,
  rows: { columns, rows },
  marked,
}: {
  title: string
  /** Stands before the marked row. */
  sign: '+' | '-'
  rows: Rows
  /** Empty columns: the whole row has no partner. */
  marked: { row: number | null; columns: string[] } | null
}) {
  const first = Math.max(0, Math.min((marked?.row ?? 0) - 5, rows.length - most))
  const shown = rows.slice(first, first + most)
  const decimals = columns.map((_, column) => columnDecimals(shown.map((row) => row[column] ?? null)))
  return (
    <figure className={css.side}>
      <figcaption>
        {title} <span className={css.quiet}>{plural(rows.length, 'row')}</span>
      </figcaption>
      <div className={css.sideScroll}>
        <table className={css.rowsTable}>
          <thead>
            <tr>
              <th scope="col" aria-label="row" />
              {columns.map(({ name, type }) => (
                <th
                  key={name}
                  scope="col"
                  data-number={isNumeric(type) || undefined}
                  title={`${name} ${type}`}
                >
                  {name} <span className={css.quiet}>{shortType(type)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, at) => {
              const index = first + at
              const here = marked?.row === index
              return (
                <tr key={index} data-marked={here ? sign : undefined}>
                  <th scope="row">{here ? `${sign} ${index + 1}` : index + 1}</th>
                  {columns.map(({ name, type }, column) => (
                    <td
                      key={name}
                      data-number={isNumeric(type) || undefined}
                      data-differs={(here && marked.columns.includes(name)) || undefined}
                    >
                      <CellView value={row[column] ?? null} type={type} decimals={decimals[column] ?? 6} />
                    </td>
                  ))}
                </tr>
              )
            })}
          </tbody>
        </table>
        {rows.length === 0 && <p className={css.quietLine}>no rows</p>}
      </div>
    </figure>
  )
}
