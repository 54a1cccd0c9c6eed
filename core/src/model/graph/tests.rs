//! Plans of graphs against the best that there is.

use std::vec;
use std::vec::Vec;

use super::{Graph, Input, Node, Place, Places};
use crate::shape::Features;

/// A graph by the lengths of what its calls give and the values that they take; value 0 is the only input.
fn graph(calls: &[(usize, &[usize])], outputs: &[usize]) -> Graph {
    let nodes: Vec<Node> = calls
        .iter()
        .enumerate()
        .map(|(layer, (len, inputs))| Node {
            layer,
            inputs: inputs.to_vec().leak(),
            len: *len,
            renames: false,
            in_place: false,
            scratch: 0,
            macs: 0,
            barriers: 0,
            shared: false,
            vocabulary: None,
        })
        .collect();
    Graph {
        inputs: vec![Input::of::<Features<8>>("input")].leak(),
        nodes: nodes.leak(),
        outputs: outputs.to_vec().leak(),
    }
}

/// The least arena of all placements: each order of the blocks, each at the lowest place that is free, holds the best.
fn best(graph: &Graph) -> usize {
    let mut blocks: Vec<(usize, usize, usize)> = Vec::new();
    for (k, node) in graph.nodes.iter().enumerate() {
        if graph.outputs.contains(&(k + 1)) {
            continue;
        }
        let last = (0..graph.nodes.len())
            .rev()
            .find(|&r| graph.nodes[r].inputs.contains(&(k + 1)));
        blocks.push((node.len, k, last.unwrap_or(k)));
    }
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    let mut least = usize::MAX;
    permute(&mut order, 0, &mut |order| {
        let mut placed: Vec<(usize, usize)> = Vec::new();
        let mut most = 0;
        for &i in order {
            let (len, first, last) = blocks[i];
            let mut start = 0;
            while let Some(&(other, at)) = placed.iter().find(|&&(other, at)| {
                let (l, f, e) = blocks[other];
                f <= last && first <= e && at < start + len && start < at + l
            }) {
                start = at + blocks[other].0;
            }
            placed.push((i, start));
            most = most.max(start + len);
        }
        least = least.min(most);
    });
    least
}

fn permute(order: &mut Vec<usize>, from: usize, visit: &mut impl FnMut(&[usize])) {
    if from == order.len() {
        return visit(order);
    }
    for i in from..order.len() {
        order.swap(from, i);
        permute(order, from + 1, visit);
        order.swap(from, i);
    }
}

fn check(name: &str, graph: &Graph) {
    let len = Places::<16>::new(graph).len();
    let best = best(graph);
    assert!(len <= best + 16, "{name}: {len}, the best is {best}");
}

#[test]
fn graphs_as_people_write_them() {
    // A residual block, twice.
    check(
        "residual",
        &graph(
            &[
                (32, &[0]),
                (32, &[1]),
                (32, &[2]),
                (32, &[1, 3]),
                (32, &[4]),
                (32, &[4, 5]),
                (4, &[6]),
            ],
            &[7],
        ),
    );
    // Four branches, put together.
    check(
        "Inception",
        &graph(
            &[
                (64, &[0]),
                (16, &[1]),
                (24, &[1]),
                (32, &[3]),
                (8, &[1]),
                (16, &[5]),
                (80, &[2, 4, 6]),
                (4, &[7]),
            ],
            &[8],
        ),
    );
    // Down, and up with what came before.
    check(
        "U-net",
        &graph(
            &[
                (64, &[0]),
                (32, &[1]),
                (16, &[2]),
                (16, &[3]),
                (48, &[4, 2]),
                (32, &[5]),
                (96, &[6, 1]),
                (2, &[7]),
            ],
            &[8],
        ),
    );
    // One tower, called twice.
    check(
        "two towers",
        &graph(
            &[(32, &[0]), (32, &[0]), (64, &[1, 2]), (32, &[3]), (1, &[4]), (1, &[4])],
            &[5, 6],
        ),
    );
    // Each takes all before.
    check(
        "dense net",
        &graph(
            &[
                (8, &[0]),
                (8, &[1]),
                (8, &[1, 2]),
                (8, &[1, 2, 3]),
                (8, &[1, 2, 3, 4]),
                (2, &[5]),
            ],
            &[6],
        ),
    );
    check(
        "encoder and decoder",
        &graph(&[(64, &[0]), (16, &[1]), (4, &[2]), (16, &[3]), (64, &[4])], &[5]),
    );
    check(
        "a long skip",
        &graph(
            &[
                (10, &[0]),
                (50, &[1]),
                (30, &[2]),
                (60, &[3]),
                (20, &[4]),
                (10, &[5, 1]),
                (3, &[6]),
            ],
            &[7],
        ),
    );
}

#[test]
fn random_graphs() {
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for case in 0..60 {
        let count = 4 + next(4);
        let mut calls: Vec<(usize, Vec<usize>)> = Vec::new();
        for k in 0..count {
            let mut inputs = vec![if k == 0 { 0 } else { 1 + next(k) }];
            if k > 1 && next(2) == 0 {
                inputs.push(1 + next(k));
            }
            calls.push((1 + next(60), inputs));
        }
        let calls: Vec<(usize, &[usize])> = calls.iter().map(|(len, inputs)| (*len, inputs.as_slice())).collect();
        check(&std::format!("random graph {case}"), &graph(&calls, &[count]));
    }
}

#[test]
fn a_path_takes_two_neighbours() {
    let path = graph(
        &[(30, &[0]), (70, &[1]), (20, &[2]), (90, &[3]), (5, &[4]), (2, &[5])],
        &[6],
    );
    assert_eq!(Places::<8>::new(&path).len(), 110);
}

#[test]
fn what_renames_or_computes_in_place_takes_nothing() {
    let mut nodes = graph(&[(40, &[0]), (40, &[1]), (40, &[2]), (8, &[3]), (8, &[4])], &[5])
        .nodes
        .to_vec();
    nodes[1].in_place = true;
    nodes[2].renames = true;
    nodes[4].in_place = true;
    let graph = Graph {
        nodes: nodes.leak(),
        ..graph(&[], &[5])
    };
    let places = Places::<8>::new(&graph);
    assert_eq!(places.len(), 40);
    // The last one is computed where the caller wants the output, from the start.
    let plan = super::Plan::new(std::boxed::Box::leak(std::boxed::Box::new(places)));
    assert_eq!(plan.place(4), Place::Output(0));
    assert_eq!(plan.place(5), Place::Output(0));
    assert_eq!(plan.place(1), plan.place(3));
}

#[test]
fn merges_take_the_place_of_a_value_that_ends() {
    // A residual block: `x`, a layer over it, and their sum, whatever their order in the call.
    for order in [[1, 2], [2, 1]] {
        let mut nodes = graph(&[(10, &[0]), (10, &[1]), (10, &order), (2, &[3])], &[4])
            .nodes
            .to_vec();
        nodes[2].in_place = true;
        let graph = Graph {
            nodes: nodes.leak(),
            ..graph(&[], &[4])
        };
        assert_eq!(Places::<8>::new(&graph).len(), 20);
    }
    // The second value ends, and the first is read once more.
    let mut nodes = graph(&[(10, &[0]), (10, &[1]), (10, &[1, 2]), (10, &[1, 3])], &[4])
        .nodes
        .to_vec();
    nodes[2].in_place = true;
    nodes[3].in_place = true;
    let graph = Graph {
        nodes: nodes.leak(),
        ..graph(&[], &[4])
    };
    let places = Places::<8>::new(&graph);
    let plan = super::Plan::new(std::boxed::Box::leak(std::boxed::Box::new(places)));
    assert_eq!(plan.len(), 10);
    // The first is computed where the caller wants the output, and the sums over it and over the second.
    assert_eq!(plan.place(3), plan.place(2));
    assert_eq!(plan.place(4), Place::Output(0));
    assert_eq!(plan.place(1), Place::Output(0));
}

#[test]
fn a_value_that_is_read_later_is_not_computed_over() {
    let mut nodes = graph(&[(10, &[0]), (10, &[1]), (10, &[1, 2]), (2, &[3])], &[4])
        .nodes
        .to_vec();
    nodes[1].in_place = true;
    let graph = Graph {
        nodes: nodes.leak(),
        ..graph(&[], &[4])
    };
    assert_eq!(Places::<8>::new(&graph).len(), 30);
}
