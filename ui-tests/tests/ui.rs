//! Every model under `pass/` compiles and runs. Every file under `fail/` holds one mistake, and the compiler says what
//! the `.stderr` beside it holds: `TRYBUILD=overwrite cargo test -p layerproof-ui-tests` writes those anew.

mod weights;

#[test]
fn right_models_compile() {
    weights::write();
    trybuild::TestCases::new().pass("pass/*.rs");
}

#[test]
fn wrong_models_do_not_compile() {
    weights::write();
    trybuild::TestCases::new().compile_fail("fail/*/*.rs");
}

#[test]
fn the_readme_shows_the_real_error() {
    let readme = include_str!("../../README.md");
    let model = include_str!("../fail/readme/the_wrong_model.rs");
    let error = include_str!("../fail/readme/the_wrong_model.stderr");
    assert!(readme.contains(model), "the README shows another model");
    let error = error.replace("fail/readme/the_wrong_model.rs", "src/main.rs");
    assert!(readme.contains(error.trim_end()), "the README shows another error");
}
