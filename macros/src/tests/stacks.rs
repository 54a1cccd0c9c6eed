//! Random right stacks: the macro, the rules' chain, and a plain model of the shapes, written here on its own, agree.

use layerproof_rules::layers::{Activation, Conv2d, Dense, Flatten, GlobalPooling2d, Pooling2d, Reshape, SameShape};
use layerproof_rules::{Call, Graph, Input, Layer, Padding, Place, Shape};
use proptest::prelude::*;

use crate::check::{self, Output};
use crate::errors::Errors;
use crate::{lower, parse};

/// How many layers a stack has.
const LAYERS: usize = 7;

/// A layer as it is written, as the rules see it, and the sizes after it.
#[derive(Clone, Debug)]
struct Link {
    written: String,
    rule: Layer,
    after: Vec<usize>,
}

/// The input's sizes, and the links after it.
fn stack() -> impl Strategy<Value = (Vec<usize>, Vec<Link>)> {
    let input = proptest::collection::vec(1..12_usize, 1..=3);
    let choices = proptest::collection::vec((0..9_u8, 1..6_usize, 1..6_usize, 1..4_usize, any::<bool>()), LAYERS);
    (input, choices).prop_map(|(input, choices)| {
        let mut sizes = input.clone();
        let links = choices.into_iter().map(|(kind, a, b, stride, flag)| {
            let link = link(&sizes, kind, (a, b), stride, flag);
            sizes.clone_from(&link.after);
            link
        });
        let links = links.collect();
        (input, links)
    })
}

/// A layer that fits these sizes. What cannot be asked of them becomes an activation.
fn link(sizes: &[usize], kind: u8, (a, b): (usize, usize), stride: usize, flag: bool) -> Link {
    let (padding, word) = if flag {
        (Padding::Same, "Same")
    } else {
        (Padding::Valid, "Valid")
    };
    match (kind, sizes) {
        (0, [_]) => Link {
            written: format!("Dense<{a}, use_bias = {flag}>"),
            rule: Layer::Dense(Dense {
                units: a,
                use_bias: flag,
                softmax: false,
            }),
            after: vec![a],
        },
        (1, &[height, width, _]) => {
            let (kernel_height, kernel_width) = (a.min(height), b.min(width));
            Link {
                written: format!("Conv2d<{b}, {kernel_height}, {kernel_width}, strides = {stride}, padding = {word}>"),
                rule: Layer::Conv2d(Conv2d {
                    filters: b,
                    kernel_size: (kernel_height, kernel_width),
                    strides: (stride, stride),
                    padding,
                    dilation_rate: (1, 1),
                    groups: 1,
                    use_bias: true,
                    softmax: false,
                }),
                after: vec![
                    steps(height, kernel_height, stride, flag),
                    steps(width, kernel_width, stride, flag),
                    b,
                ],
            }
        }
        (2, &[height, width, channels]) => {
            let size = a.min(height).min(width);
            Link {
                written: format!("MaxPooling2d<{size}, strides = ({stride}, 1), padding = {word}>"),
                rule: Layer::Pooling2d(Pooling2d {
                    pool_size: (size, size),
                    strides: (stride, 1),
                    padding,
                }),
                after: vec![steps(height, size, stride, flag), steps(width, size, 1, flag), channels],
            }
        }
        (3, &[_, _, channels]) => Link {
            written: "GlobalAveragePooling2d".to_owned(),
            rule: Layer::GlobalPooling2d(GlobalPooling2d { keepdims: false }),
            after: vec![channels],
        },
        (4, _) => Link {
            written: "Flatten".to_owned(),
            rule: Layer::Flatten(Flatten {}),
            after: vec![sizes.iter().product()],
        },
        (5, _) => {
            // The same values with the sizes in another order.
            let mut after = sizes.to_vec();
            after.rotate_left(usize::from(flag));
            let written: Vec<String> = after.iter().map(usize::to_string).collect();
            Link {
                written: format!("Reshape<{}>", written.join(", ")),
                rule: Layer::Reshape(Reshape {
                    target_shape: Shape::from_sizes(&after).expect("one to three sizes"),
                }),
                after,
            }
        }
        (6, _) => Link {
            written: "Dropout<0.5>".to_owned(),
            rule: Layer::SameShape(SameShape {}),
            after: sizes.to_vec(),
        },
        _ => Link {
            written: "Activation<Relu>".to_owned(),
            rule: Layer::Activation(Activation { softmax: false }),
            after: sizes.to_vec(),
        },
    }
}

/// At how many places a window stands, counted one by one.
fn steps(size: usize, window: usize, stride: usize, padded: bool) -> usize {
    let reach = if padded { 1 } else { window };
    (0..size).step_by(stride).filter(|start| start + reach <= size).count()
}

/// The value that each call of a stack takes.
const BEFORE: [[usize; 1]; LAYERS] = [[0], [1], [2], [3], [4], [5], [6]];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn have_the_shapes_of_a_plain_model((input, links) in stack()) {
        let sizes: Vec<String> = input.iter().map(usize::to_string).collect();
        let layers: Vec<&str> = links.iter().map(|link| link.written.as_str()).collect();
        let source = format!("struct A {{ Input<{}>, {}, Relu }}", sizes.join(", "), layers.join(", "));
        let mut expected = vec![Output::Known(Shape::from_sizes(&input).expect("sizes"))];
        expected.extend(links.iter().map(|link| Output::Known(Shape::from_sizes(&link.after).expect("sizes"))));

        let mut errors = Errors::new();
        let parsed = parse::sequential(source.parse().expect("tokens"), &mut errors).expect("a model");
        let model = lower::lower(parsed, &mut errors);
        let mut found = check::model(&model, &mut errors);
        found.pop();
        prop_assert!(errors.finish().is_empty(), "{source}");
        prop_assert_eq!(found, expected);

        let calls: [Call; LAYERS] = core::array::from_fn(|i| Call {
            here: Place { position: i + 1, source: "" },
            value: "",
            layer: links[i].rule,
            inputs: &BEFORE[i],
            first: i,
        });
        let shape = Shape::from_sizes(&input).expect("sizes");
        let chain = Graph::new([Input { value: Place { position: 0, source: "Input" }, shape }], calls);
        for (position, link) in (1..).zip(&links) {
            prop_assert!(chain.check_layer(position - 1).is_none());
            let sizes: Vec<usize> = (0..link.after.len()).map(|axis| chain.size(position, axis)).collect();
            prop_assert_eq!(&sizes, &link.after);
        }
    }
}
