export { brokenSummary, brokenTest } from './broken.ts'
export { macroColumns } from './columns.ts'
export { equalCells, type Rows } from './compare.ts'
export { closure, type MacroFacts, macroFacts, macroStatements } from './dependencies.ts'
export {
  type ExtractChoice,
  type ExtractContext,
  type KnownSource,
  planExtraction,
  previewExtraction,
  type Ready,
} from './extract/index.ts'
export { bodyStatements, type Macro, type Overload, parseMacro } from './macro.ts'
export { parseToolbox, parseTransform, type SourceFile } from './parse.ts'
export { readToolbox, type Toolbox } from './read.ts'
export { renamedFiles } from './rename.ts'
export { catalogueMacro, signature, transformDetail, transformSummary } from './summary.ts'
export {
  type PreparedTest,
  type RunTest,
  testTransforms,
  unknownTransform,
} from './test.ts'
export type { Param, Transform } from './types.ts'
export { type UsableMacros, usableMacros } from './usable.ts'
export { usedBy } from './used-by.ts'
