/** The numbers in the value of a trailer: `done 7`, `done 7, 9`. Empty for what says anything else. */
export function trailerNumbers(value: string): number[] {
  const [, numbers] = /^done\s+(#?\d{1,9}(?:\s*,\s*#?\d{1,9})*)\s*$/i.exec(value.trim()) ?? []
  return numbers === undefined ? [] : numbers.split(',').map((number) => Number(number.replace('#', '')))
}
