import { type Feature, feature, mesh } from 'topojson-client'

/** Outlines of the world's countries and of the states of the US: part of the app, nothing is fetched from elsewhere. */
export interface Atlas {
  features: Feature[]
  /** The shape that a code or name means, by its place in `features`. */
  indexOf(word: string | null): number
}

const plain = (word: string): string =>
  word
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .replace(/^0+/, '')

/** Names that data has and the outlines have otherwise. */
const otherNames: Record<string, string> = {
  usa: 'United States of America',
  unitedstates: 'United States of America',
  uk: 'United Kingdom',
  greatbritain: 'United Kingdom',
  czechrepublic: 'Czechia',
  russianfederation: 'Russia',
  southkorea: 'South Korea',
  democraticrepublicofthecongo: 'Dem. Rep. Congo',
  cotedivoire: "Côte d'Ivoire",
  bosniaandherzegovina: 'Bosnia and Herz.',
  dominicanrepublic: 'Dominican Rep.',
  centralafricanrepublic: 'Central African Rep.',
  swaziland: 'eSwatini',
  burma: 'Myanmar',
  northmacedonia: 'Macedonia',
}

const postal =
  'AL01 AK02 AZ04 AR05 CA06 CO08 CT09 DE10 DC11 FL12 GA13 HI15 ID16 IL17 IN18 IA19 KS20 KY21 LA22 ME23 MD24 MA25 MI26 ' +
  'MN27 MS28 MO29 MT30 NE31 NV32 NH33 NJ34 NM35 NY36 NC37 ND38 OH39 OK40 OR41 PA42 RI44 SC45 SD46 TN47 TX48 UT49 VT50 ' +
  'VA51 WA53 WV54 WI55 WY56 AS60 GU66 MP69 PR72 VI78'

function atlasOf(features: Feature[], codes: [code: string, id: string][]): Atlas {
  const places = new Map<string, number>()
  const put = (word: string, index: number | undefined) => {
    if (index !== undefined && !places.has(plain(word))) places.set(plain(word), index)
  }
  features.forEach(({ id, properties }, index) => {
    if (id !== undefined) put(String(id), index)
    put(properties.name ?? '', index)
  })
  for (const [code, id] of codes) put(code, places.get(plain(id)))
  for (const [other, name] of Object.entries(otherNames)) put(other, places.get(plain(name)))
  return {
    features,
    indexOf: (word) => (word === null ? -1 : (places.get(plain(word)) ?? -1)),
  }
}

/** Countries by name, by their codes of ISO 3166 of two or three letters, or by number. */
export async function loadCountries(): Promise<Atlas> {
  const [{ default: world }, { default: codes }] = await Promise.all([
    import('world-atlas/countries-110m.json'),
    import('i18n-iso-countries/codes.json'),
  ])
  const { features } = feature(world, world.objects.countries)
  return atlasOf(
    features,
    codes.flatMap(([two, three, number]): [string, string][] => [
      [two, number],
      [three, number],
    ]),
  )
}

/** States of the US by name, by their two letters, or by their number. */
export async function loadStates(): Promise<Atlas> {
  const { default: us } = await import('us-atlas/states-10m.json')
  const { features } = feature(us, us.objects.states)
  return atlasOf(
    features,
    postal.split(' ').map((one) => [one.slice(0, 2), one.slice(2)]),
  )
}

export type Line = [longitude: number, latitude: number][]

/** Borders of countries, and of the states of the US, as lines of longitude and latitude. */
export async function loadBorders(): Promise<{ countries: Line[]; states: Line[] }> {
  const [{ default: world }, { default: us }] = await Promise.all([
    import('world-atlas/countries-110m.json'),
    import('us-atlas/states-10m.json'),
  ])
  return {
    countries: mesh(world, world.objects.countries).coordinates.flatMap(cut),
    states: mesh(us, us.objects.states).coordinates.flatMap(cut),
  }
}

/** A line that leaves the map at one side and comes back at the other is two. */
function cut(line: Line): Line[] {
  const parts: Line[] = [[]]
  line.forEach((point, index) => {
    const before = line[index - 1]
    if (before && Math.abs(point[0] - before[0]) > 180) parts.push([])
    parts.at(-1)?.push(point)
  })
  return parts
}
