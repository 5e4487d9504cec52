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
