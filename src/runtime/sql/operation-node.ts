/**
 * A part of a statement, as Kysely's compilers take it: its `OperationNode`, of the kinds that expressions and SELECTs are
 * made of. Kysely's own type would have every program that imports `asyncshift/orm` read 250 files of declarations.
 */
export interface OperationNode {
  readonly kind:
    | 'AliasNode'
    | 'ColumnNode'
    | 'DefaultInsertValueNode'
    | 'IdentifierNode'
    | 'ParensNode'
    | 'RawNode'
    | 'ReferenceNode'
    | 'SelectQueryNode'
    | 'TableNode'
    | 'ValueNode';
}
