# Tasuki 襷. `make` alone prints this list; `make demo` and `make test` are all one needs.
GO ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 10s

help: ## この一覧を表示する (print this list)
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | column -t -s "$$(printf '\t')"

demo: ## 架空の町で一通の連携データを送って見せる (hub, offices, one letter; needs only Go)
	$(GO) run ./cmd/tasuki demo

build: ## 実行ファイルを1つ作る (one static binary ./tasuki)
	CGO_ENABLED=0 $(GO) build -trimpath -o tasuki ./cmd/tasuki

test: ## 試験をすべて行う。Debian 12 の root なら必要なものを入れる (all tests; installs what it needs)
	@./scripts/test-env.sh
	CGO_ENABLED=0 $(GO) test -timeout 20m ./...

check: vet staticcheck generate-check cross ## 試験以外の検査 (what CI runs besides the tests)

vet: ## go vet
	$(GO) vet ./...

staticcheck: ## staticcheck (pinned)
	$(GO) run $(STATICCHECK) ./...

race: ## 競合の検査 (race detector on the rooms with concurrency)
	CGO_ENABLED=1 $(GO) test -race -timeout 20m ./careplan/... ./envelope/... ./receipt/... ./exchange/... ./pki/... ./internal/blob/... ./internal/store/... ./internal/hubapi/... ./client/... ./desk/... ./region/...

fuzz: ## 読み取り部すべてを短く無作為試験する (every parser, FUZZTIME each)
	@FUZZTIME=$(FUZZTIME) ./scripts/fuzz.sh

generate: ## 表と文書を作り直す (generated tables and pages)
	$(GO) generate ./...

generate-check: ## 作り直しても変わらないことを確かめる (generated files are fresh)
	@./scripts/generate-check.sh

cross: ## Windows・macOS・Linux 向けに作れることを確かめる (cross-compilation)
	@for t in linux/amd64 linux/arm64 windows/amd64 darwin/arm64; do \
		echo "build $$t"; CGO_ENABLED=0 GOOS=$${t%/*} GOARCH=$${t#*/} $(GO) build -trimpath -o /dev/null ./cmd/tasuki || exit 1; done

pictures: ## 手引きの画像を、試験のブラウザーで撮り直す (pictures of docs/guide)
	@./scripts/test-env.sh
	TASUKI_GUIDE=$(CURDIR)/docs/guide/pictures $(GO) test -count=1 -run Stories ./internal/web/desk
	TASUKI_GUIDE=$(CURDIR)/docs/guide/pictures $(GO) test -count=1 -run Story ./internal/web/region

bench: ## 性能を測る。表は docs/performance.md (benchmarks, one JSON object a line)
	$(GO) run ./cmd/tasuki bench codec
	$(GO) run ./cmd/tasuki bench exchange
	$(GO) run ./cmd/tasuki bench desk
	$(GO) run ./cmd/tasuki bench region

.PHONY: help demo build test check vet staticcheck race fuzz generate generate-check cross bench pictures
