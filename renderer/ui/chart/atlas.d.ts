/** The outlines' own form, as far as it is read here. */
declare module 'world-atlas/countries-110m.json' {
  const topology: import('topojson-client').Topology
  export default topology
}
declare module 'us-atlas/states-10m.json' {
  const topology: import('topojson-client').Topology
  export default topology
}
declare module 'i18n-iso-countries/codes.json' {
  const codes: [alpha2: string, alpha3: string, numeric: string, subdivisions: string][]
  export default codes
}
declare module 'topojson-client' {
  export interface Topology {
    objects: Record<string, unknown>
  }
  export interface Feature {
    type: 'Feature'
    id?: string | number
    properties: { name?: string }
    geometry: { type: string; coordinates: unknown }
  }
  export function feature(
    topology: Topology,
    object: unknown,
  ): { type: 'FeatureCollection'; features: Feature[] }
  export function mesh(
    topology: Topology,
    object: unknown,
  ): { type: 'MultiLineString'; coordinates: [number, number][][] }
}
