/** The part of jstat that is used: it comes without types. */
declare module 'jstat' {
  const jstat: {
    /** Logarithm of the gamma function. */
    gammaln(x: number): number
    studentt: { cdf(x: number, degreesOfFreedom: number): number }
  }
  export default jstat
}
