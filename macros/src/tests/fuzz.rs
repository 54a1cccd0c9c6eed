//! The macro never panics and never takes long, whatever stands in it.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::sequential_tokens;

/// Words that models are made of, and some that they are not.
const WORDS: [&str; 66] = [
    "let",
    "let",
    "mut",
    "return",
    "self",
    "x",
    "x",
    "y",
    "Add",
    "Concatenate",
    "axis",
    "keras",
    "inputs",
    "def",
    "( x )",
    "new",
    "f32",
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
const MARKS: [&str; 20] = [
    "+",
    "%",
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

fn tokens() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        proptest::sample::select(WORDS.to_vec()),
        proptest::sample::select(MARKS.to_vec())
    ];
    proptest::collection::vec(word, 0..60).prop_map(|words| words.join(" "))
}

/// A right model with a few places where a token is lost, doubled or exchanged.
fn damaged(model: &'static str) -> impl Strategy<Value = String> {
    proptest::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3), 1..6).prop_map(
        move |changes| {
            let mut words: Vec<&str> = model.split_whitespace().collect();
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

const MODEL: &str = "pub struct Digits { Input < 8 , 8 , 1 > , first : Conv2d < 8 , 3 , 3 , Relu , padding = Same > , \
        MaxPooling2d < 2 > , Flatten , Dense < { 2 * N } , LeakyRelu < 0.1 > > , Dropout < 0.5 > , Dense < 10 , Softmax > , } \
        crate = a :: b ,";

/// Brackets are words here, so that they come apart as well.
const GRAPH: &str = "pub fn Match ( user : Input < 16 > , item : Input < 16 > ) -> ( score , rating ) { \
        let tower = Dense < 32 , Relu > ; let both = Concatenate ( tower ( user ) , tower ( item ) , axis = 1 ) ; \
        let hidden = Add ( both , Dense < 32 > ( both ) ) ; let score = Dense < 1 , Sigmoid > ( hidden ) ; \
        let rating = Dense < 1 > ( hidden ) ; } crate = a :: b ,";

/// Bytes of a right model cut off anywhere, brackets that no longer match included: as text, which may be no tokens.
fn truncated() -> impl Strategy<Value = String> {
    let cut = (any::<prop::sample::Index>(), any::<prop::sample::Index>());
    (proptest::sample::select(WHOLE.to_vec()), cut).prop_map(|(whole, (from, to))| {
        let letters: Vec<char> = whole.chars().collect();
        let (from, to) = (from.index(letters.len()), to.index(letters.len()));
        let kept = letters.get(from.min(to)..from.max(to)).unwrap_or_default();
        balanced(kept.iter())
    })
}

/// The layers of a right model in another order, some twice and some not at all.
fn reordered() -> impl Strategy<Value = String> {
    const LAYERS: [&str; 12] = [
        "Input<8, 8, 1>",
        "Input<W, U8, { 1 + 2 }, dtype = f64>",
        "Conv2d<8, 3, 3, Relu, padding = Same>",
        "first: Conv2d<N, (K, 3), strides = (2, 1)>",
        "MaxPooling2d<2>",
        "GlobalAveragePooling2d",
        "Flatten",
        "Reshape<4, N, 1>",
        "first: Dense<{ 2 * N }, LeakyRelu<0.1>, use_bias = false>",
        "Dense<10, Softmax>",
        "Dropout<0.5>",
        "Activation<Softmax>",
    ];
    let layers = proptest::collection::vec(proptest::sample::select(LAYERS.to_vec()), 0..12);
    (layers, any::<bool>()).prop_map(|(layers, is_item)| match (layers.join(", "), is_item) {
        (layers, true) => format!("pub struct Model {{ {layers} }}"),
        (layers, false) => layers,
    })
}

/// Numbers and letters of every kind where a size, an argument or a name stands.
fn extreme() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<u128>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| format!("{number:?}")),
        any::<i64>().prop_map(|number| number.to_string()),
        "0x[0-9a-f]{1,40}",
        "[0-9_]{1,60}",
        "\\PC{0,12}",
        "[αβγλé×日本語ß]{1,8}",
    ];
    (number.clone(), number.clone(), number).prop_map(|(a, b, c)| {
        format!("struct M {{ Input<{a}>, {b}: Dense<{c}, Relu, use_bias = {a}>, Conv2d<{b}, {c}>, Dropout<{c}>, {a} }}")
    })
}

/// The letters with every bracket closed, so that they are tokens.
fn balanced<'a>(letters: impl Iterator<Item = &'a char>) -> String {
    let (mut text, mut open) = (String::new(), Vec::new());
    for &letter in letters {
        match letter {
            '(' => open.push(')'),
            '{' => open.push('}'),
            '[' => open.push(']'),
            ')' | '}' | ']' if open.last() == Some(&letter) => drop(open.pop()),
            ')' | '}' | ']' => continue,
            _ => {}
        }
        text.push(letter);
    }
    text.extend(open.into_iter().rev());
    text
}

const WHOLE: [&str; 5] = [
    "/// Doc.\npub fn Match(user: Input<16>, item: Input<16>) -> (score, rating) { /// Doc.\nlet tower = Dense<32, Relu>; let both = \
     Concatenate(tower(user), tower(item), axis = 1); let score = Dense<1, Sigmoid>(both); let rating = Dense<1>(both); } \
     weights = \"no.safetensors\", crate = a::b,",
    "fn Net(x: keras.Input(shape=(2,))) -> y { x = nn.Linear(2, 8)(x) + x; let h = x.relu().call(y); let z: f32 = [tower<x>, (x, y)]; \
     return (y, z) }",
    "/// Doc.\npub struct Digits { Input<8, 8, 1>, first: Conv2d<8, 3, 3, Relu, padding = Same>, MaxPooling2d<2>, Flatten, \
     Dense<{ 2 * N }, LeakyRelu<0.1>>, Dropout<0.5>, Dense<10, Softmax>, } crate = a::b,",
    "< Input<U8, dtype = f64>, Dense<typenum::U8, kernel_initializer = RandomUniform<min = -0.1, max = 0.1>>, Dense<1> >",
    "struct W { Input<W>, Conv2d<filters = 4, kernel_size = (K, 3), strides = 2>, Reshape<4, 4, 1>, Dense<1> } weights = \
     \"no.safetensors\", layout = Keras, convert = true,",
];

/// Words of the inside that no message may have.
const INSIDE: [&str; 6] = ["__", "nalgebra", "SizeKind", "ValueKind", "Token", "Span"];

/// Expands within a second, and says nothing of the inside that the source does not say itself.
fn expands(source: &str) {
    let Ok(tokens) = source.parse::<proc_macro2::TokenStream>() else {
        return;
    };
    within_a_second(source, || drop(sequential_tokens(tokens).to_string()));
    let messages = super::errors(source).into_iter();
    within_a_second(source, || says_nothing_of_the_inside(source, messages));
    within_a_second(source, || {
        says_nothing_of_the_inside(source, super::graph_errors(source).into_iter());
    });
}

fn within_a_second(source: &str, run: impl FnOnce()) {
    let start = Instant::now();
    run();
    let took = start.elapsed();
    assert!(took < Duration::from_secs(1), "{took:?} for {source}");
}

fn says_nothing_of_the_inside(source: &str, messages: impl Iterator<Item = (String, String)>) {
    for (_, message) in messages {
        for word in INSIDE {
            assert!(
                !message.contains(word) || source.contains(word),
                "`{word}` in `{message}` for {source}"
            );
        }
    }
}

/// Many cases in an optimised build, and at any time as many as fit a test run.
const CASES: u32 = if cfg!(debug_assertions) { 1000 } else { 50_000 };

proptest! {
    #![proptest_config(ProptestConfig::with_cases(CASES))]

    #[test]
    fn no_panic_on_any_tokens(source in tokens()) {
        expands(&source);
    }

    #[test]
    fn no_panic_on_damage(source in damaged(MODEL)) {
        expands(&source);
    }

    #[test]
    fn no_panic_on_damage_of_graphs(source in damaged(GRAPH)) {
        expands(&balanced(source.chars().collect::<Vec<_>>().iter()));
    }

    #[test]
    fn no_panic_on_what_is_cut_off(source in truncated()) {
        expands(&source);
    }

    #[test]
    fn no_panic_on_layers_in_any_order(source in reordered()) {
        expands(&source);
    }

    #[test]
    fn no_panic_on_extreme_numbers_and_letters(source in extreme()) {
        expands(&source);
    }
}

#[test]
fn large_input_is_fast() {
    let layers = |layer: &str, count: usize| format!("struct Large {{ Input<2>, {} }}", layer.repeat(count));
    let graph = |statement: &str, count: usize| {
        format!("fn Large(x: Input<2>) -> x {{ let x = {}; }}", statement.repeat(count))
    };
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
        "fn A(x: Input<2>) -> y { } struct B { Input<2> }".to_owned(),
        graph("let x = Dense<8>(x); ", 10_000),
        graph("let x = Dense<8", 10_000),
        graph("let x = tower<", 10_000),
        graph("let x = ", 10_000),
        graph("x = Dense(8)(x) ", 10_000),
        graph("x + ", 10_000),
        graph("x + x - ", 5_000),
        graph("&", 10_000),
        graph("x.relu()", 3_000),
        graph("Relu(x)(x)", 3_000),
        graph("/// doc\n", 10_000),
        graph("# comment\n", 10_000),
        graph(&format!("let y = {}x{};", "Relu(".repeat(200), ")".repeat(200)), 20),
        graph(&format!("let y = {}x{};", "(".repeat(200), ")".repeat(200)), 20),
        graph(&format!("let y = {}x{};", "[".repeat(200), "]".repeat(200)), 20),
    ] {
        let tokens: proc_macro2::TokenStream = source.parse().expect("tokens");
        let start = time_on_cpu();
        if source.starts_with("fn") {
            super::graph_errors(&source);
        } else {
            let _ = sequential_tokens(tokens);
        }
        let took = time_on_cpu().saturating_sub(start);
        // A debug build with locations in every span; the real one is some ten times as fast.
        assert!(
            took < Duration::from_secs(10),
            "{took:?} for {}…",
            &source[..source.len().min(60)]
        );
        println!("{took:?} {}", &source[..source.len().min(60)]);
    }
}

/// How long this thread has been computing, where the system says it: a busy machine is no slow macro.
fn time_on_cpu() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = nanoseconds.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
