import { defineConfig } from './workflows/api.ts'

// What differs from the defaults when bookend closes down its own repository.
export default defineConfig({
  artifacts: ['coverage'],
})
