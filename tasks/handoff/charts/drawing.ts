import type { Templates } from '../../own-templates.ts'
import type { Chart, Size } from './frame.ts'

const sizes: { wide: Size; narrow: Size } = {
  wide: { width: 720, narrow: false },
  narrow: { width: 336, narrow: true },
}

/** A chart as SVG for an HTML page, drawn twice: text in it must not shrink with the page. */
export interface Drawn {
  wide: string
  narrow: string
}

export type Draw = (chart: Chart) => Drawn

/** Draws charts by their templates, which a project can replace as any other. */
export function createDrawing(templates: Pick<Templates, 'render'>): Draw {
  const draw = ({ template, view }: Chart, size: Size): string => templates.render(template, 'html', view(size)).trim()
  return (chart) => ({ wide: draw(chart, sizes.wide), narrow: draw(chart, sizes.narrow) })
}
