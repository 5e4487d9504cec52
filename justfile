# The steps of .ci/run as recipes, and what one does all day. `just` is optional.

# everything that must hold
ci: fmt lint doc test

# formatted?
fmt:
    cargo fmt --all --check

# no warning
lint:
    cargo clippy --workspace --all-targets -- -D warnings

# every link in the documentation leads somewhere
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

# all tests
test *arguments:
    cargo test --workspace {{arguments}}

# write the reference pages of docs/ anew; read the difference
bless:
    DIXIAN_BLESS=1 cargo test --workspace --test it docs

# a simulated county, its release, its bulletin and its pages
demo *arguments:
    cargo run --release -- demo {{arguments}}

# bytes of every kind through one reader, for so many seconds; needs nightly and cargo-fuzz
fuzz target="file" seconds="60":
    mkdir -p fuzz/corpus/{{target}} fuzz/seeds/{{target}}
    cargo +nightly fuzz run {{target}} fuzz/corpus/{{target}} fuzz/seeds/{{target}} ingest/tests/fixtures/formats -- -max_total_time={{seconds}} -timeout=20 -max_len=65536

# through every reader
fuzz-all seconds="60":
    for target in csv xlsx ods workbook html spreadsheet_ml parquet header file; do just fuzz $target {{seconds}} || exit 1; done
