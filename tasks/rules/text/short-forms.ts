/** What notes write short, and what it stands for. */
export const shortForms: [RegExp, string][] = [
  [/\bw\/o\b/gi, 'without'],
  [/\bw\/(?=\s?\w)/gi, 'with '],
]

export const withoutShortForms = (text: string): string =>
  shortForms.reduce((plain, [short, long]) => plain.replace(short, long), text)
