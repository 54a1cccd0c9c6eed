//! The macro never panics and never takes long, whatever stands in it.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::sequential_tokens;

/// Words that models are made of, and some that they are not.
const WORDS: [&str; 49] = [
    "Input",
    "Dense",
    "Conv2d",
    "MaxPooling2d",
    "Flatten",
    "Reshape",
    "Dropout",
    "Softmax",
    "Relu",
    "LeakyRelu",
    "Activation",
    "Lstm",
    "name",
    "struct",
    "pub",
    "Model",
    "crate",
    "weights",
    "use_bias",
    "padding",
    "Same",
    "Self",
    "type",
    "fn",
    "HIDDEN",
    "U8",
    "typenum",
    "0",
    "1",
    "8",
    "-1",
    "0.5",
    "1e9",
    "99999999999999999999",
    "18446744073709551615",
    "\"same\"",
    "'x'",
    "'a",
    "é",
    "r#type",
    "true",
    "#",
    "[",
    "(",
    "{",
    "]",
    ")",
    "}",
    "_",
];
const MARKS: [&str; 18] = [
    "<",
    ">",
    "<",
    ">",
    ",",
    ",",
    ":",
    "::",
    "=",
    ";",
    "-",
    "*",
    ".",
    "->",
    "=>",
    "&",
    "!",
    "/// doc\n",
];

fn soup() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(WORDS.to_vec()),
        proptest::sample::select(MARKS.to_vec())
    ];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

/// A right model with a few places where a token is lost, doubled or exchanged.
fn damaged() -> impl Strategy<Value = String> {
    const MODEL: &str = "pub struct Digits { Input < 8 , 8 , 1 > , first : Conv2d < 8 , 3 , 3 , Relu , padding = Same > , \
        MaxPooling2d < 2 > , Flatten , Dense < { 2 * N } , LeakyRelu < 0.1 > > , Dropout < 0.5 > , Dense < 10 , Softmax > , } \
        crate = a :: b ,";
    proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3), 1..6).prop_map(
        |changes| {
            let mut words: Vec<&str> = MODEL.split_whitespace().collect();
            for (at, other, change) in changes {
                let (at, other) = (at.index(words.len()), other.index(words.len()));
                match change {
                    0 => drop(words.remove(at)),
                    1 => words.insert(at, words[other]),
                    _ => words.swap(at, other),
                }
            }
            words.join(" ")
        },
    )
}

fn expands(source: &str) {
    if let Ok(tokens) = source.parse() {
        let _ = sequential_tokens(tokens).to_string();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn no_panic_on_soup(source in soup()) {
        expands(&source);
    }

    #[test]
    fn no_panic_on_damage(source in damaged()) {
        expands(&source);
    }
}

#[test]
fn large_input_is_fast() {
    let layers = |layer: &str, count: usize| format!("struct Large {{ Input<2>, {} }}", layer.repeat(count));
    for source in [
        layers("Dense<8, Relu>, ", 10_000),
        layers("Dense<8, ", 10_000),
        layers("Dense<", 10_000),
        layers("Dense ", 10_000),
        layers("Foo<N>, ", 10_000),
        layers("< ", 10_000),
        layers(": ", 10_000),
        layers(", ", 10_000),
        layers("a: Dense<N>, ", 2_000),
        format!("Input<2>, Dense<{}N{}>", "{".repeat(200), "}".repeat(200)),
        format!("Input<2>, Dense<{}8{}>", "(".repeat(200), ")".repeat(200)),
    ] {
        let tokens: proc_macro2::TokenStream = source.parse().expect("tokens");
        let start = Instant::now();
        let _ = sequential_tokens(tokens);
        let took = start.elapsed();
        // A debug build with locations in every span; the real one is some ten times as fast.
        assert!(took < Duration::from_secs(10), "{took:?} for {}…", &source[..60]);
        println!("{took:?} {}", &source[..60]);
    }
}
