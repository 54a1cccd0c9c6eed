//! Times layerproof, Rust by hand, and C loops: one line a measurement.
//!
//! ```text
//! peers-ours BUILD [PART…]     BUILD is added to the names; PART is one of layerproof, rust, c; all without
//! peers-ours --answers         layerproof's answers to the first sample, as JSON: what every peer has to answer
//! ```

use std::ffi::c_int;
use std::hint::black_box;

use layerproof::nalgebra::SMatrix;
use layerproof::prelude::*;
use layerproof_benches::by_hand::{Adam as AdamByHand, Arrays, Descent, Images, Parameters, Plain, PlainImages};
use peers_ours::loops;
use peers_ours::models::{A, B, BATCH, C, D, Filled, answers, classes, images, vectors};
use peers_ours::timing::{check, print, print_each};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let build = arguments.next().unwrap_or_default();
    if build == "--answers" {
        let a = A::filled().predict(&vectors::<2>()[0]);
        let b = B::filled().predict(&vectors::<64>()[0]);
        let c = C::filled().predict(&vectors::<784>()[0]);
        let d = D::filled().predict(&images()[0]);
        println!(
            r#"{{"A": {:?}, "B": {:?}, "C": {:?}, "D": {:?}}}"#,
            a.as_slice(),
            b.as_slice(),
            c.as_slice(),
            d.as_slice()
        );
        return;
    }
    let parts: Vec<String> = arguments.collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|wanted| wanted == part);
    if wanted("layerproof") {
        layerproof(&format!("layerproof {build}"));
    }
    if wanted("rust") {
        rust_by_hand(&format!("arrays {build}"), &format!("nalgebra {build}"));
    }
    if wanted("c") {
        c_loops();
    }
}

fn layerproof(name: &str) {
    macro_rules! workload {
        ($model:ident, $x:expr, $loss:expr, $y:expr) => {{
            let (workload, model, x, y) = (stringify!($model), $model::filled(), $x, $y);
            print_each(workload, "forward", name, || {
                black_box(&*model).predict(black_box(&x[0]))
            });
            let mut out = vec![Default::default(); BATCH];
            print_each(workload, "batch", name, || {
                black_box(&*model).predict_batch(black_box(&x), black_box(&mut out))
            });
            let mut learner = model.boxed_clone();
            let mut compiled = learner.compile($loss, Sgd::new(1e-4), ());
            print_each(workload, "sgd", name, || {
                compiled.train_step(black_box(&x), black_box(&y)).expect("a step")
            });
            let mut learner = model.boxed_clone();
            let mut compiled = learner.compile($loss, Adam::new(1e-4), ());
            print_each(workload, "adam", name, || {
                compiled.train_step(black_box(&x), black_box(&y)).expect("a step")
            });
        }};
    }
    workload!(A, vectors::<2>(), BinaryCrossentropy::new(), answers());
    workload!(B, vectors::<64>(), SparseCategoricalCrossentropy::new(), classes());
    workload!(C, vectors::<784>(), SparseCategoricalCrossentropy::new(), classes());
    workload!(D, images(), SparseCategoricalCrossentropy::new(), classes());
}

fn rust_by_hand(arrays_name: &str, nalgebra_name: &str) {
    macro_rules! dense {
        ($model:ident, $i:literal, $h:literal, $o:literal) => {{
            let (workload, x) = (stringify!($model), vectors::<$i>());
            let right = $model::filled().predict(&x[0]);

            let mut arrays = Arrays::<f32, $i, $h, $o>::boxed();
            check("arrays", right.as_slice(), &arrays.predict(&x[0]));
            print_each(workload, "forward", arrays_name, || black_box(&*arrays).predict(black_box(&x[0])));
            let mut out = [[0.0; $o]; BATCH];
            print_each(workload, "batch", arrays_name, || {
                for (out, x) in out.iter_mut().zip(black_box(&x)) {
                    *out = black_box(&*arrays).predict(x);
                }
                black_box(&mut out);
            });
            let classes: Vec<usize> = (0..BATCH).map(|i| i % $o.max(2)).collect();
            let mut gradient = Arrays::zeros();
            print_each(workload, "sgd", arrays_name, || {
                arrays.step(&mut gradient, &x, &classes, &mut Descent(1e-4));
            });
            let mut adam = AdamByHand::new(1e-4);
            print_each(workload, "adam", arrays_name, || {
                arrays.step(&mut gradient, &x, &classes, &mut adam);
            });

            let mut plain = Plain::<$i, $h, $o>::boxed();
            let first = SVector::from(x[0]);
            check("nalgebra", right.as_slice(), plain.predict(&first).as_slice());
            print_each(workload, "forward", nalgebra_name, || black_box(&*plain).predict(black_box(&first)));
            let x = Box::new(SMatrix::<f32, $i, BATCH>::from_column_slice(x.as_flattened()));
            print_each(workload, "batch", nalgebra_name, || black_box(&*plain).predict_batch(black_box(&*x)));
            let mut gradient = Plain::zeros();
            print_each(workload, "sgd", nalgebra_name, || {
                plain.step(&mut gradient, &*x, &classes, &mut Descent(1e-4));
            });
            let mut adam = AdamByHand::new(1e-4);
            print_each(workload, "adam", nalgebra_name, || plain.step(&mut gradient, &*x, &classes, &mut adam));
        }};
    }
    dense!(A, 2, 8, 1);
    dense!(B, 64, 32, 10);
    dense!(C, 784, 128, 10);

    let (arrays, plain, x) = (Images::boxed(), PlainImages::boxed(), images());
    let right = D::filled().predict(&x[0]);
    check("arrays", right.as_slice(), &arrays.predict(&x[0]));
    check("nalgebra", right.as_slice(), plain.predict(&x[0]).as_slice());
    print_each("D", "forward", arrays_name, || {
        black_box(&*arrays).predict(black_box(&x[0]))
    });
    print_each("D", "forward", nalgebra_name, || {
        black_box(&*plain).predict(black_box(&x[0]))
    });
    let mut out = [[0.0; 10]; BATCH];
    print_each("D", "batch", arrays_name, || {
        for (out, x) in out.iter_mut().zip(black_box(&x)) {
            *out = black_box(&*arrays).predict(x);
        }
        black_box(&mut out);
    });
}

fn c_loops() {
    macro_rules! workload {
        ($model:ident, $number:literal, $x:expr) => {{
            let (workload, model, x) = (stringify!($model), $model::filled(), $x);
            let right = model.predict(&x[0]);
            let classes: Vec<c_int> = (0..10).cycle().take(BATCH).collect();
            for (name, build) in loops::all() {
                let mut y = [0.0; 10 * BATCH];
                build.forward($number, &*model, &x[..1], &mut y, 1);
                check(name, right.as_slice(), &y[..right.len()]);
                print(workload, "forward", name, |times| {
                    build.forward($number, &*model, &x[..1], &mut y, times)
                });
                print(workload, "batch", name, |times| {
                    build.forward($number, &*model, &x, &mut y, times)
                });
                if $number > 0 {
                    let (mut model, mut gradient) = (model.boxed_clone(), $model::boxed_zeros());
                    print(workload, "sgd", name, |times| {
                        build.step($number, [&mut *model, &mut *gradient], &x, &classes, times);
                    });
                }
            }
        }};
    }
    workload!(A, 0, vectors::<2>());
    workload!(B, 1, vectors::<64>());
    workload!(C, 2, vectors::<784>());
    workload!(D, 3, images());
}
