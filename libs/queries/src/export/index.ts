export { type Cell, cellsOf, type Column, columnsOf } from './columns.ts';
export { type ColumnType, columnTypes } from './leaves.ts';
export { exportFormatNames, exportFormats, type ExportFormatName } from './formats.ts';
export {
  describedFields,
  type DescribedField,
  type Exported,
  type ExportManifest,
  type ExportQuestion,
  exportQuestionOf,
  manifestOf,
  openExport,
} from './export.ts';
export { unguarded } from './csv.ts';
export { PAGE_ROWS } from './walk.ts';
