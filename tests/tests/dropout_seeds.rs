//! What a dropout leaves out: decided by the training's seed, the step, the layer and the sample, and by nothing else.

use layerproof::prelude::*;

sequential! {
    struct Net {
        Input<8>,
        first: Dropout<0.5>,
        second: Dropout<0.5>,
        Dense<1>,
    }
}

fn data() -> (Vec<[f32; 8]>, Vec<f32>) {
    let x = (0..64)
        .map(|i| core::array::from_fn(|k| ((i * 5 + k) % 7) as f32 / 7.0 + 0.1))
        .collect();
    (x, (0..64).map(|i| (i % 5) as f32).collect())
}

/// The kernel after some epochs.
fn trained(seed: u64, epochs: usize, batch_size: usize) -> Vec<f32> {
    let (x, y) = data();
    let mut model = Net::zeros();
    let fit = Fit::new()
        .epochs(epochs)
        .batch_size(batch_size)
        .shuffle(false)
        .seed(seed);
    model
        .compile(MeanSquaredError::new(), Sgd::new(0.01), ())
        .fit(&x, &y, &fit)
        .unwrap();
    model.dense_1.kernel.as_slice().to_vec()
}

#[test]
fn the_seed_of_fit_decides() {
    assert_eq!(trained(1, 2, 16), trained(1, 2, 16));
    assert_ne!(trained(1, 2, 16), trained(2, 2, 16));
}

#[test]
fn the_seed_of_compile_decides_for_single_steps() {
    let (x, y) = data();
    let step = |seed| {
        let mut model = Net::zeros();
        let mut compiled = model.compile(MeanSquaredError::new(), Sgd::new(0.01), ()).seed(seed);
        compiled.train_step(&x, &y).unwrap();
        model.dense_1.kernel
    };
    assert_eq!(step(1), step(1));
    assert_ne!(step(1), step(2));
}

/// Of a weight whose input was dropped nothing moves: so a step shows what was left out.
fn masks(model_steps: usize) -> Vec<Vec<bool>> {
    type One = sequential!(Input<64>, Dropout<0.5>, Dense<1>);
    let mut model = One::zeros();
    let mut masks = Vec::new();
    let mut before = vec![0.0; 64];
    for step in 0..model_steps {
        let mut compiled = model
            .compile(MeanSquaredError::new(), Sgd::new(0.001), ())
            .seed(step as u64);
        compiled.train_step(&[[1.0; 64]], &[1e3]).unwrap();
        let mut after = Vec::new();
        Network::parameters(&model, &mut |_, _, values: &[f32]| after.extend_from_slice(values));
        masks.push(
            before
                .iter()
                .zip(&after)
                .map(|(before, after)| before != after)
                .collect(),
        );
        before = after;
    }
    masks
}

#[test]
fn trainings_with_other_seeds_drop_other_values() {
    let masks = masks(4);
    for (i, mask) in masks.iter().enumerate() {
        let kept = mask[..64].iter().filter(|&&kept| kept).count();
        assert!((16..48).contains(&kept), "{kept} of 64 are kept");
        assert!(masks[..i].iter().all(|other| other != mask));
    }
}

#[test]
fn two_dropouts_of_one_model_drop_different_values() {
    // Were both the same, half of the values would come through both; of two independent ones a quarter does.
    let (x, y) = ([[1.0; 8]; 512], [1e3; 512]);
    let mut model = Net::zeros();
    model
        .compile(MeanSquaredError::new(), Sgd::new(1e-6), ())
        .seed(3)
        .train_step(&x, &y)
        .unwrap();
    // A kept value is 1 · 2 · 2; the gradient is −2 · 1000 · (its share · 4).
    let moved: Vec<f32> = model
        .dense_1
        .kernel
        .iter()
        .map(|w| w / (2.0 * 1e3 * 4.0 * 1e-6))
        .collect();
    for share in moved {
        assert!((0.15..0.35).contains(&share), "a share of {share} came through both");
    }
}
