# Three ways to the same image, one file in it:
#   docker build .                  compiles in the golang image
#   make image                      takes .bin/statusbook as made on this machine (--target prebuilt), no network
#   goreleaser release              takes the binaries of a release, one for each platform (--target released)
#
# The first has no repository to look at. For `statusbook version` to name the commit and its time, say them:
#   docker build --build-arg REVISION="$(git rev-parse HEAD)" --build-arg DATE="$(git log -1 --format=%cI)" .

FROM golang:1.26 AS build
WORKDIR /src
# The modules come first: a change in the text must not download them again.
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG REVISION=""
ARG DATE=""
RUN CGO_ENABLED=0 go build -trimpath -tags nomsgpack \
    -ldflags "-s -w -X 'statusbook/internal/command.revision=${REVISION}' -X 'statusbook/internal/command.revised=${DATE}'" \
    -o /statusbook .

# All but the binary. Nothing else is needed: content is embedded, and the program writes no file.
FROM scratch AS base
ARG SOURCE=""
LABEL org.opencontainers.image.title="statusbook" \
      org.opencontainers.image.description="The book of HTTP status codes, in Traditional Chinese and English" \
      org.opencontainers.image.licenses="MIT AND CC-BY-SA-4.0" \
      org.opencontainers.image.source="${SOURCE}"
ENV STATUSBOOK_ADDR=:8080
EXPOSE 8080
# A number: there is no passwd file to look a name up in.
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=3s --start-period=5s CMD ["/statusbook", "health"]
ENTRYPOINT ["/statusbook"]

FROM base AS prebuilt
COPY .bin/statusbook /statusbook

FROM base AS released
ARG TARGETPLATFORM
COPY ${TARGETPLATFORM}/statusbook /statusbook

# The last stage is what is built when no target is named.
FROM base AS compiled
COPY --from=build /statusbook /statusbook
