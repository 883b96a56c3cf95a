import { copyFile, mkdir, readdir, rename, rm, utimes } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { OnProgress, Work } from '#shared/progress.ts'
import { quoteText } from '#shared/sql/index.ts'
import { makeFolder } from '../../disk/index.ts'
import type { App } from '../app.ts'

/** The first day of the data that arrives after the first sync. */
const june = '2001-06-01'

/** Lines that a real exporter could have left behind: each must end in `birdstrikes_rejects`. */
const brokenLines: { week: string; line: string }[] = [
  {
    week: '1991-04-15',
    line: '{"date":"1991-04-17","airport":"DENVER INTL AIRPORT","state":"Colorado","opera',
  },
  { week: '1993-08-02', line: '-- connection reset by peer, resuming at record 48213 --' },
  {
    week: '1995-05-08',
    line: '{"date":null,"airport":"LA GUARDIA ARPT","state":"New York","species":"Gull","cost_repair":0,"cost_other":0,"cost_total":0}',
  },
  {
    week: '1996-10-14',
    line: '{"date":"1996-10-15","airport":"LOGAN INTL","state":"Massachusetts","species":"Gull","cost_repair":0,"cost_other":0,"cost_total":"to be confirmed"}',
  },
  {
    week: '1997-09-01',
    line: '{"date":"1997-09-31","airport":"CHICAGO O\'HARE INTL ARPT","state":"Illinois","species":"Gull","cost_repair":0,"cost_other":0,"cost_total":0}',
  },
  {
    week: '1999-07-19',
    line: '{"date":"1999-07-20","airport":"MEMPHIS INTL","state":"Tennessee","species":"Killdeer","speed_knots":2140,"cost_repair":0,"cost_other":0,"cost_total":0}',
  },
  { week: '2000-11-06', line: '["2000-11-07","PHILADELPHIA INTL","Pennsylvania"]' },
]

/** The fields of a bird strike: the name in the lake by its column in the data set. */
const strikeFields: Record<string, string> = {
  date: 'Flight Date',
  airport: 'Airport Name',
  state: 'Origin State',
  operator: 'Aircraft Airline Operator',
  aircraft: 'Aircraft Make Model',
  phase: 'Phase of flight',
  species: 'Wildlife Species',
  size: 'Wildlife Size',
  time_of_day: 'Time of day',
  damage: 'Effect Amount of damage',
  speed_knots: 'Speed IAS in knots',
  cost_repair: 'Cost Repair',
  cost_other: 'Cost Other',
  cost_total: 'Cost Total $',
}

/**
 * The folder with the data files of the npm package `vega-datasets`. DuckDB reads them by itself, so a packed app
 * has them beside its archive, into which only Node sees.
 */
function dataFolder(): string {
  const build = dirname(createRequire(import.meta.url).resolve('vega-datasets'))
  return join(build.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked'), '..', 'data')
}

/**
 * Makes the folder lake from the data files, as it stood at the end of May, and keeps what comes later aside for
 * `juneArrives`. Objects carry the time at which their producer would have put them there.
 */
export async function makeLake(app: App, dir: string, lake: string, work: Work): Promise<void> {
  const data = dataFolder()
  const aside = join(dir, '.arriving')
  const file = (name: string) => quoteText(join(data, name))
  await rm(aside, { recursive: true, force: true })
  await app.importer.call(
    'copyFiles',
    {
      copies: [
        {
          sql: `SELECT *, strftime(date, '%Y-%m-%d') AS day FROM read_parquet(${file('flights-3m.parquet')})`,
          to: join(aside, 'flights'),
          options: `FORMAT parquet, COMPRESSION zstd, PARTITION_BY (day), FILENAME_PATTERN 'part-{i}'`,
        },
        {
          sql: strikeLines(file('birdstrikes.csv')),
          to: join(aside, 'birdstrikes'),
          // Lines of JSON, written as they are: a CSV of one column without quotes.
          options: `FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01', COMPRESSION gzip, PARTITION_BY (week), FILENAME_PATTERN 'part-{i}', FILE_EXTENSION 'ndjson.gz'`,
        },
        {
          sql: `SELECT *, date_part('year', date) AS year FROM read_csv(${file('weather.csv')})`,
          to: join(aside, 'weather'),
          options: `FORMAT csv, HEADER true, PARTITION_BY (year), FILENAME_PATTERN 'part-{i}', FILE_EXTENSION 'csv'`,
        },
      ],
    },
    { ...work, ...(work.onProgress && { onProgress: told(work.onProgress) }) },
  )
  await mkdir(join(aside, 'airports'))
  await copyFile(join(data, 'airports.csv'), join(aside, 'airports', 'airports.csv'))
  await makeFolder(lake)
  await arrive(aside, lake, 'airports', () => '2001-01-02')
  await arrive(aside, lake, 'weather', (year) => `${Number(year) + 1}-01-02`)
  await arrive(aside, lake, 'birdstrikes', (week) => daysAfter(week, 7))
  await arrive(
    aside,
    lake,
    'flights',
    (day) => daysAfter(day, 1),
    (day) => day < june,
  )
}

/** Progress names the source that is written, not the folder that keeps it aside. */
const told =
  (report: OnProgress): OnProgress =>
  ({ detail, ...progress }) =>
    report({ ...progress, ...(detail !== undefined && { detail: basename(detail) }) })

/** The rest of the flights lands in the lake. */
export async function juneArrives(dir: string, lake: string): Promise<void> {
  const aside = join(dir, '.arriving')
  await arrive(aside, lake, 'flights', (day) => daysAfter(day, 1))
  await rm(aside, { recursive: true, force: true })
}

/** NDJSON a week, in the order of the days, with the broken lines among them. */
function strikeLines(file: string): string {
  const pack = Object.entries(strikeFields)
    .map(([name, column]) => `"${name}" := "${column}"`)
    .join(', ')
  const broken = brokenLines
    .map(({ week, line }, index) => `(${index * 1000 + 500}, ${quoteText(week)}, ${quoteText(line)})`)
    .join(', ')
  return `SELECT week, line FROM (
    SELECT row_number() OVER () AS place, week, line FROM (
      SELECT date_trunc('week', "Flight Date")::DATE::VARCHAR AS week, to_json(struct_pack(${pack}))::VARCHAR AS line, "Flight Date" AS day
      FROM read_csv(${file}) ORDER BY day, line)
    UNION ALL SELECT * FROM (VALUES ${broken}) AS broken(place, week, line)
  ) ORDER BY week, place, line`
}

/** Moves a source's finished objects into the lake; a folder `day=2001-01-31` becomes the lake's own name for it. */
async function arrive(
  aside: string,
  lake: string,
  source: string,
  arrivedOn: (partition: string) => string,
  comes: (partition: string) => boolean = () => true,
): Promise<void> {
  const from = join(aside, source)
  await makeFolder(join(lake, source))
  for (const entry of (await readdir(from)).sort()) {
    const partition = entry.replace(/^\w+=/, '')
    if (!comes(partition)) continue
    const target = join(lake, source, entry.replace(/^day=/, 'date='))
    const time = new Date(`${arrivedOn(partition)}T06:00:00Z`)
    const folder = join(from, entry)
    const files = entry.includes('=') ? (await readdir(folder)).map((name) => join(folder, name)) : [folder]
    for (const file of files) await utimes(file, time, time)
    await rename(folder, target)
  }
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
