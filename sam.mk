# What is done with a build: checked, weighed, invoked. Included by the Makefile, which makes it (`make build`).

FUNCTION ?= read_report
EVENT ?= events/health.json
SAM_ENVIRONMENT := PATH="$(CURDIR)/$(SAM)/bin:$$PATH" SAM_CLI_TELEMETRY=0

.PHONY: validate invoke test-runtime test-sam

validate: sam-cli ## whether template.yaml is sound: SAM's own check and cfn-lint
	@$(SAM_ENVIRONMENT) AWS_DEFAULT_REGION=$${AWS_DEFAULT_REGION:-eu-central-1} sam validate --lint

# Needs Docker and AWS's base image, which SAM pulls; FACTCHECK_SAM_SKIP_PULL=1 takes one that is there.
invoke: build install ## one event through `sam local invoke`; FUNCTION=submit_article EVENT=events/submit_article.json
	@$(BIN)/python -m tools.sam_local invoke $(FUNCTION) $(EVENT)

test-runtime: build install-dev ## the built functions under Lambda's own emulator, without a container
	@FACTCHECK_REQUIRE_RUNTIME=1 $(BIN)/python -m pytest -q tests/runtime

# What it needs is installed side by side: from nothing that is the longest part but the events themselves.
test-sam: ## every file of events/ through `sam local invoke`, and a round trip through `sam local start-api`
	@$(MAKE) --no-print-directory -j2 sam-cli install
	@$(MAKE) --no-print-directory build
	@$(BIN)/python -m tools.sam_local test
