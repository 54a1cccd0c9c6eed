//! What a model expands to, as a person reads it.
//!
//! Each `expand/*.rs` holds a call of `sequential!` or `functional!` behind `//!`, and what comes of it.
//! `LAYERPROOF_BLESS=1 cargo test -p layerproof-macros` writes that anew; read the difference before committing it.

use std::fs;
use std::path::Path;

use proc_macro2::{Group, TokenStream, TokenTree};

use crate::{functional_tokens, sequential_tokens};

#[test]
fn read_as_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/expand");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("a file").path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let expected = fs::read_to_string(&path).expect("a text");
        let source: Vec<&str> = expected.lines().take_while(|line| line.starts_with("//!")).collect();
        let model: String = source
            .iter()
            .map(|line| line.trim_start_matches("//!").to_owned() + "\n")
            .collect();
        let found = format!("{}\n\n{}", source.join("\n"), pretty(&model));
        if std::env::var_os("LAYERPROOF_BLESS").is_some() {
            fs::write(&path, found).expect("a text");
        } else {
            assert_eq!(found, expected, "{}", path.display());
        }
        count += 1;
    }
    assert!(count >= 3, "golden expansions");
}

/// The expansion as rustfmt would write it. A type is shown as an alias.
fn pretty(model: &str) -> String {
    let source: TokenStream = model.parse().expect("tokens");
    let is_function = source.clone().into_iter().any(|token| token.to_string() == "fn");
    let tokens = if is_function {
        functional_tokens(source)
    } else {
        sequential_tokens(source)
    };
    let tokens = shown(tokens);
    let file = syn::parse2(tokens.clone()).or_else(|_| syn::parse2(quote::quote!(type Model = #tokens;)));
    prettyplease::unparse(&file.expect("items or a type"))
}

/// What stands in `__train!` as a module of that name, which the printer can print.
fn shown(tokens: TokenStream) -> TokenStream {
    let mut shown = TokenStream::new();
    let mut path: Vec<TokenTree> = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let inside = shown_group(&group);
                let is_train = path.iter().any(|token| token.to_string() == "__train");
                if is_train {
                    shown.extend(quote::quote!(mod __train));
                } else {
                    shown.extend(path.drain(..));
                }
                path.clear();
                shown.extend([TokenTree::Group(inside)]);
            }
            // A path up to its macro's braces.
            token if matches!(token.to_string().as_str(), ":" | "layerproof" | "__train" | "!") => path.push(token),
            token => {
                shown.extend(path.drain(..));
                shown.extend([token]);
            }
        }
    }
    shown.extend(path);
    shown
}

fn shown_group(group: &Group) -> Group {
    Group::new(group.delimiter(), shown(group.stream()))
}
