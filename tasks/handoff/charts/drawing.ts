import type { PlotOptions } from '@observablehq/plot'

export type Plot = typeof import('@observablehq/plot')
type Marks = NonNullable<PlotOptions['marks']>

/** A chart, as far as it does not depend on its size. */
export interface Chart {
  /** What a reader who cannot see it is told. */
  label: string
  /** Height in pixels. */
  height: number
  options: PlotOptions
  marks: (plot: Plot, size: Size) => Marks
}

/** Pixels. `narrow`: for the screen of a telephone. */
export interface Size {
  width: number
  narrow: boolean
}

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

/** Loads the chart library, 200 ms: only where a page is made. Plot draws into any document; this one holds nodes and writes them out, no more. */
export async function loadDrawing(): Promise<Draw> {
  const plot = await import('@observablehq/plot')
  const { DOMImplementation, XMLSerializer } = await import('@xmldom/xmldom')
  const draw = ({ label, height, options, marks }: Chart, size: Size): string => {
    const document = new DOMImplementation().createDocument('http://www.w3.org/1999/xhtml', 'html')
    const svg = plot.plot({
      ...options,
      document: document as never,
      width: size.width,
      height,
      ariaLabel: label,
      style: undefined,
      marks: marks(plot, size),
    })
    return new XMLSerializer()
      .serializeToString(svg as never)
      .replace(' xmlns="http://www.w3.org/2000/svg"', ' role="img"')
  }
  return (chart) => ({ wide: draw(chart, sizes.wide), narrow: draw(chart, sizes.narrow) })
}
