# `make` prints what there is. Nothing here needs to be started by hand before.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test test-unit lint fmt bench faults deny

target := $(or $(CARGO_TARGET_DIR),target)

help: ## Print this
	@awk -F ' *## *' '/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## Build the release binary and serve on http://127.0.0.1:8080; DATABASE_URL names a PostgreSQL to use
	@scripts/ensure-tools.sh cargo cc
	@[ -n "$${DATABASE_URL:-}$${TENANTRY_DATABASE__URL:-}$${TENANTRY_DATABASE__URL_FILE:-}" ] || scripts/ensure-postgresql.sh
	cargo build --release --package tenantry
	@exec "$(target)/release/tenantry" serve

test: ## Run every test, on databases of its own
	@scripts/ensure-tools.sh cargo cc curl jq
	@scripts/ensure-postgresql.sh
	@scripts/ensure-nginx.sh
	@scripts/ensure-gateways.sh
	cargo build --package tenantry
	cargo test --workspace

test-unit: ## Run the tests that need no PostgreSQL
	@scripts/ensure-tools.sh cargo cc
	cargo test --package tenantry-domain --package tenantry-security --package tenantry-http --package tenantry --lib --bins

lint: ## Check format, lints, the direction of dependencies, and the documents
	@scripts/ensure-tools.sh cargo cc
	cargo fmt --all --check
	scripts/check-dependency-direction.sh
	scripts/check-file-length.sh
	scripts/check-documents.sh
	cargo clippy --workspace --all-targets -- -D warnings

fmt: ## Format the code
	cargo fmt --all

bench: ## Measure the server beside what it is compared with; ARGS=--help tells what can be chosen
	@scripts/ensure-tools.sh cargo cc
	@scripts/ensure-postgresql.sh
	cargo build --release --package tenantry
	cargo run --release --package tenantry-benches --bin bench -- $(ARGS)

faults: ## Break real processes under load, and compare what was acknowledged; ARGS=--help tells what can be chosen
	@scripts/ensure-tools.sh cargo cc
	@scripts/ensure-postgresql.sh
	cargo build --release --package tenantry
	cargo run --release --package tenantry-faults -- $(ARGS)

deny: ## Check licences, sources and advisories of the dependencies; needs cargo-deny
	cargo deny --workspace check
