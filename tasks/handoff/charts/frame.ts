import { scaleLinear, scaleUtc } from 'd3-scale'

/** Pixels. `narrow`: for the screen of a telephone. */
export interface Size {
  width: number
  narrow: boolean
}

/** A place on an axis, in pixels from the drawing's edge, with what is written there. */
export interface Tick {
  at: number
  text: string
}

/** Where a chart's parts are: the whole drawing, and the field within its margins. All in pixels. */
export interface Frame {
  /** What a reader who cannot see it is told. */
  label: string
  width: number
  height: number
  left: number
  right: number
  top: number
  bottom: number
  x: Tick[]
  y: Tick[]
}

export type Margins = Pick<Frame, 'left' | 'top'> & { right: number; bottom: number }

/** A chart's template and what that gets, for one size. */
export interface Chart {
  template: `chart-${string}.svg`
  view(size: Size): Frame
}

const usualMargins: Margins = { left: 44, right: 20, top: 20, bottom: 30 }

/** The field of a chart of this size and height. */
export function fieldOf({ width }: Size, height: number, margins: Margins = usualMargins) {
  const { left, top } = margins
  return { width, height, left, top, right: width - margins.right, bottom: height - margins.bottom }
}

/** At most so many names fit below a chart of this size. */
export const ticksAcross = ({ narrow }: Size): number => (narrow ? 4 : 8)

/** A linear scale with whole steps for its ends, and its ticks as text. */
export function linear(domain: [number, number], range: [number, number], ticks: number, { nice = false } = {}) {
  const scale = scaleLinear(domain, range)
  if (nice) scale.nice(ticks)
  const format = scale.tickFormat(ticks)
  return { scale, ticks: scale.ticks(ticks).map((value) => ({ at: round(scale(value)), text: format(value) })) }
}

/** A scale of moments in UTC, and its ticks as `text` words them. */
export function moments(domain: [Date, Date], range: [number, number], ticks: number, text: (time: Date) => string) {
  const scale = scaleUtc(domain, range)
  return { scale, ticks: scale.ticks(ticks).map((time) => ({ at: round(scale(time)), text: text(time) })) }
}

/** Tenths of a pixel: nobody sees less, and pages stay small. */
export const round = (pixels: number): number => Math.round(pixels * 10) / 10
