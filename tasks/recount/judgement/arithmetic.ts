import { ascending } from '../numbers.ts'

export const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0)

export const within = (value: number): number => Math.min(1, Math.max(0, value))

/** What is not a whole number has nine digits in common, however it was computed. */
export const fixed = (value: number, decimals: number): string => Number(value.toPrecision(9)).toFixed(decimals)

export const percent = (share: number): string => fixed(share * 100, 1)

/** The whole numbers from one on up to another, which is left out. */
export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n)

export function middleOf(values: number[]): number {
  const sorted = ascending(values)
  return ((sorted[Math.ceil(sorted.length / 2) - 1] ?? 0) + (sorted[Math.floor(sorted.length / 2)] ?? 0)) / 2
}
