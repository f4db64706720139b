# The lanes of .ci/run, in the order in which they say most about a change.

quick_lanes() {
  step "npm ci" npm ci || finish
  step "npm ci in test/runtimes" npm ci --prefix test/runtimes || finish
  step "npm ci in test/dashboard" npm ci --prefix test/dashboard || finish
  step "apt packages" apt_packages
  step "lint and format" npm run --silent lint
  step "types" npm run --silent types
  step "npm test (Node $(node --version))" npm test
  step "Dashboard in Chromium" npm run --silent test:dashboard
  step "Chaos, a short run" npm run --silent test:chaos
  step "Clusters of processes" npm run --silent test:cluster
  step "Conformance: Node 20 and 24, Deno, Bun, workerd" npm run --silent conformance
  step "Deno and packaging" npm run --silent test:runtimes
}
