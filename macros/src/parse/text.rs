//! Tokens as a person would write them, for messages and docs.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// The source text of some tokens in the usual spacing.
pub(super) fn text(tokens: TokenStream) -> String {
    to_depth(tokens, 8)
}

fn to_depth(tokens: TokenStream, depth: usize) -> String {
    let mut text = String::new();
    let mut glue = true;
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let inside = match depth.checked_sub(1) {
                    Some(depth) => to_depth(group.stream(), depth),
                    None => "…".to_owned(),
                };
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace if inside.is_empty() => ("{", "}"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                if !glue && group.delimiter() == Delimiter::Brace {
                    text.push(' ');
                }
                text.extend([open, &inside, close]);
                glue = false;
            }
            TokenTree::Punct(punct) => {
                let (before, after) = match punct.as_char() {
                    ',' | ';' => (false, true),
                    // A single colon stands after a name.
                    ':' => (false, punct.spacing() == Spacing::Alone && !text.ends_with(':')),
                    '<' | '>' | '.' | '#' | '&' | '!' | '?' | '\'' | '$' => (false, false),
                    '-' if glue => (false, false),
                    _ => (true, true),
                };
                if before && !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
                text.push(punct.as_char());
                if after && punct.spacing() == Spacing::Alone {
                    text.push(' ');
                }
                glue = true;
            }
            word => {
                if !glue {
                    text.push(' ');
                }
                text.push_str(&word.to_string());
                glue = false;
            }
        }
    }
    text.truncate(text.trim_end().len());
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn spacing() {
        for source in [
            "Dense<8, Relu>",
            "{ 2 * HIDDEN }",
            "crate::config::N",
            "(2, 2)",
            "-1",
            "<U2 as Add<U3>>::Output",
        ] {
            let tokens = source.parse().expect("tokens");
            assert_eq!(super::text(tokens), source);
        }
    }
}
