import { wordList } from './word-list.ts'

/**
 * Programs whose first word says what they do. Of any other program the first word is what somebody gave it: a pattern, a host, a message, which is
 * no name that may be kept.
 */
export const hasSubcommand = new Set(
  wordList(`
    git gh glab hub jj hg svn fossil sl tig pre-commit lefthook husky
    npm npx pnpm pnpx yarn yarnpkg bun bunx deno corepack nvm volta fnm asdf mise
    turbo nx lerna rush changeset ng nest next nuxt nuxi astro remix gatsby expo
    vite vitest playwright cypress biome storybook react-scripts ember prisma drizzle-kit knex
    uv uvx pip pip3 pipx poetry pdm hatch rye pixi conda mamba pyenv ruff flask
    django-admin alembic celery dvc jupyter cargo rustup go zig mvn mvnw gradle gradlew
    sbt lein mix rebar3 rails rake bundle bundler gem rbenv composer artisan symfony
    dotnet nuget swift pod fastlane flutter dart pub stack cabal opam dune elm nimble
    make gmake just task ninja bazel bazelisk buck2 pants meson conan vcpkg xcodebuild
    docker docker-compose podman buildah nerdctl kubectl oc helm kind minikube k3d skaffold
    terraform tofu terragrunt pulumi packer vagrant cdk sam serverless aws gcloud az
    heroku vercel netlify fly flyctl wrangler firebase supabase doctl railway render
    systemctl launchctl brew apt apt-get dnf yum apk pacman zypper snap flatpak nix
    pm2 tmux openssl vault consul nomad bookend claude codex
  `),
)
