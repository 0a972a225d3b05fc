import { asText } from '../../../cache/file-name.ts'
import { oneLine } from '../../../templates/render.ts'
import { shownText } from '../../../templates/shown.ts'
import { listedPath } from '../../../templates/shown-path.ts'

/**
 * The ways in which whoever types a path may have read it: as it is listed, or as a program shows it that takes bytes for text and line breaks for blanks. Of a name with a
 * secret in it, nothing else is known to whoever reads the list.
 */
export const readings = (path: string): string[] =>
  [listedPath(path), path, oneLine(path)].map((read) => asText(shownText(read)))
