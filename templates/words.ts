/** `1 decision`, `2 decisions`; `many` where the plural is no mere "s". */
export const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`
