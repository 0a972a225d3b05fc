/** The shells that completion speaks. */
export const shells = ['bash', 'zsh', 'fish'] as const
