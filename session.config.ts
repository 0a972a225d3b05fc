import { defineConfig } from 'bookend'

// What differs from the defaults when bookend closes down its own repository.
export default defineConfig({
  artifacts: ['coverage'],
})
