# make test    all tests, after installing what they need
# make build   the program: .bin/statusbook
# make run     build it and serve it on this machine
# make fmt     format the Go source
# make image   a container image of the program, without network
# make clean   remove what make made

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

# gin without its MessagePack codec: 6 MB less.
TAGS := nomsgpack
# The linter and its modules stand in a go.mod of their own, apart from those of the program.
LINT := go tool -modfile=tools/go.mod golangci-lint
COUNT := .bin/testcount

.PHONY: build
build:
	CGO_ENABLED=0 go build -trimpath -tags $(TAGS) -ldflags "-s -w" -o .bin/statusbook .

.PHONY: run
run: build
	.bin/statusbook serve --addr $(or $(ADDR),127.0.0.1:8080)

.PHONY: fmt
fmt:
	$(LINT) fmt

# Every step runs, even after one has failed, and leaves its counts in .test/; a step that leaves none has failed.
# The formatter, vet, the linter, the content check and the compiler are no tests: they add nothing to those that passed.
STEPS := format vet lint content cross go reloads proxies tools browser

.PHONY: test
test: setup
	@rm -rf .test && mkdir .test
	@go build -C tools -o ../$(COUNT) ./testcount
	@$(MAKE) --keep-going --no-print-directory $(STEPS:%=test-%) || true
	@$(COUNT) sum $(STEPS:%=.test/%)

.PHONY: setup
setup:
	@tools/setup.sh
	@$(MAKE) --no-print-directory browser/node_modules/.package-lock.json

# The browser is the system's own, so npm needs to fetch none.
browser/node_modules/.package-lock.json: browser/package.json browser/package-lock.json
	cd browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci
	@touch $@

NO_TESTS = @echo 0 0 0 > .test/$(@:test-%=%)

.PHONY: $(STEPS:%=test-%)
test-format:
	$(LINT) fmt --diff
	$(NO_TESTS)
test-vet:
	go vet -tags $(TAGS) ./...
	go vet -C tools ./...
	$(NO_TESTS)
test-lint:
	$(LINT) run
	cd tools && go tool golangci-lint run
	$(NO_TESTS)
test-content:
	go run -tags $(TAGS) . check
	$(NO_TESTS)
# The other systems of a release, compiled and not linked: seconds, once the build cache has them.
test-cross:
	for target in linux/arm64 darwin/arm64 windows/amd64; do \
		echo "cross $$target"; \
		CGO_ENABLED=0 GOOS=$${target%/*} GOARCH=$${target#*/} go build -trimpath -tags $(TAGS) ./...; \
	done
	$(NO_TESTS)
# The race detector makes all of it some ten times slower; the limit is for a small machine with other work.
test-go:
	STATUSBOOK_SLOW=1 $(COUNT) run .test/go go test -json -race -timeout 40m -tags $(TAGS) $$(go list -tags $(TAGS) ./... | grep -v /proxytest$$)
# A hundred reloads under load are too slow with the race detector; the step before makes ten.
test-reloads:
	STATUSBOOK_RELOADS=100 $(COUNT) run .test/reloads go test -json -tags $(TAGS) -run '^TestManyReloads$$' ./internal/command
test-proxies:
	STATUSBOOK_PROXIES=required $(COUNT) run .test/proxies go test -json -timeout 40m -tags $(TAGS) ./internal/proxytest
# What these tests read stands outside their module: the cache of test results would not see it change.
test-tools:
	$(COUNT) run .test/tools go test -C tools -count=1 -json -race ./...
test-browser:
	cd browser && COUNT_FILE=../.test/browser npm test

# BUILDAH_FLAGS is for machines that can do less, such as a container without user namespaces:
#   make image BUILDAH_FLAGS="--storage-driver vfs" BUD_FLAGS="--isolation chroot --network host"
IMAGE ?= statusbook
SOURCE ?=
.PHONY: image
image: build
	buildah $(BUILDAH_FLAGS) bud --network none $(BUD_FLAGS) --format docker --target prebuilt \
		--build-arg SOURCE="$(SOURCE)" --tag $(IMAGE) .

.PHONY: clean
clean:
	rm -rf .bin .test browser/node_modules browser/test-results
