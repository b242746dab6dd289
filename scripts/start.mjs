// `npm start -- ARGS`: what is missing is set up here; then package.json goes on to `bin/tailrace ARGS`.
import { setUp } from './set-up.mjs'

setUp()
