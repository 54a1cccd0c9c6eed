//! Every model under `pass/` compiles and runs. Every file under `fail/` holds one mistake, and the compiler says what
//! the `.stderr` beside it holds: `TRYBUILD=overwrite cargo test -p layerproof-ui-tests` writes those anew.

#[test]
fn right_models_compile() {
    trybuild::TestCases::new().pass("pass/*.rs");
}

#[test]
fn wrong_models_do_not_compile() {
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}
