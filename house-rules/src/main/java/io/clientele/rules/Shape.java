package io.clientele.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the parsed tree of a source tells: how long a method is, how much it takes, whether the surface is described. */
final class Shape extends TreePathScanner<@Nullable Void, Boolean> {
    static final int METHOD_LINES = 40;
    static final int PARAMETERS = 4;

    /** Exported methods that take more parameters, each with its reason in docs/design-decisions.md. */
    private static final Set<String> LONG_BY_REASON = Set.of("ConsentAct.of");

    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final DocTrees docs;
    private final List<String> faults = new ArrayList<>();

    private Shape(SourceFile file, CompilationUnitTree unit, DocTrees docs) {
        this.file = file;
        this.unit = unit;
        this.docs = docs;
    }

    /** What is wrong with the files, each with its place. They are parsed in one go. */
    static Stream<String> faults(List<SourceFile> files) {
        Map<String, SourceFile> byPath = files.stream()
                .filter(file -> file.isJava() && !file.name().endsWith("-info.java"))
                .collect(Collectors.toMap(file -> "/" + file.name(), file -> file));
        List<Text> texts = byPath.values().stream().map(Text::new).toList();
        if (texts.isEmpty()) {
            return Stream.empty();
        }
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler().getTask(null, null, null, null, null, texts);
        DocTrees docs = DocTrees.instance(task);
        try {
            List<String> all = new ArrayList<>();
            for (CompilationUnitTree unit : task.parse()) {
                SourceFile file = Objects.requireNonNull(
                        byPath.get(unit.getSourceFile().toUri().getPath()));
                Shape shape = new Shape(file, unit, docs);
                shape.scan(unit, file.isOpen());
                all.addAll(shape.faults);
            }
            return all.stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** @param open whether a host sees what encloses the type */
    @Override
    public @Nullable Void visitClass(ClassTree type, Boolean open) {
        boolean shown = open && isShown(type.getModifiers(), enclosing());
        if (shown && docs.getDocComment(getCurrentPath()) == null) {
            fault(type, "the exported type " + type.getSimpleName() + " has no Javadoc");
        }
        type.getMembers().forEach(member -> {
            if (member instanceof MethodTree method) {
                judge(method, type, shown);
            }
        });
        return super.visitClass(type, shown);
    }

    private void judge(MethodTree method, ClassTree owner, boolean shown) {
        if (file.isMainSource() && lines(method) > METHOD_LINES) {
            fault(method, method.getName() + " has " + lines(method) + " lines");
        }
        boolean canonical = owner.getKind() == Tree.Kind.RECORD && isConstructor(method);
        if (shown && isShown(method.getModifiers(), owner) && !overrides(method) && !canonical) {
            judgeExported(method, owner.getSimpleName() + "." + method.getName());
        }
    }

    private void judgeExported(MethodTree method, String name) {
        int parameters = method.getParameters().size();
        if (parameters > PARAMETERS && !LONG_BY_REASON.contains(name)) {
            fault(method, name + " takes " + parameters + " parameters");
        }
        if (docs.getDocComment(new TreePath(getCurrentPath(), method)) == null) {
            fault(method, "the exported method " + name + " has no Javadoc");
        }
    }

    private @Nullable ClassTree enclosing() {
        TreePath parent = getCurrentPath().getParentPath();
        return parent != null && parent.getLeaf() instanceof ClassTree outer ? outer : null;
    }

    private static boolean isShown(ModifiersTree modifiers, @Nullable ClassTree owner) {
        boolean ofInterface = owner != null
                && (owner.getKind() == Tree.Kind.INTERFACE || owner.getKind() == Tree.Kind.ANNOTATION_TYPE)
                && !modifiers.getFlags().contains(Modifier.PRIVATE);
        return ofInterface
                || modifiers.getFlags().contains(Modifier.PUBLIC)
                || modifiers.getFlags().contains(Modifier.PROTECTED);
    }

    private static boolean overrides(MethodTree method) {
        return method.getModifiers().getAnnotations().stream()
                .anyMatch(
                        annotation -> annotation.getAnnotationType().toString().equals("Override"));
    }

    private static boolean isConstructor(MethodTree method) {
        return method.getReturnType() == null;
    }

    /** The lines of a method from its return type to its end, without those that only hold a comment. */
    private long lines(MethodTree method) {
        SourcePositions positions = docs.getSourcePositions();
        LineMap lines = unit.getLineMap();
        Tree first = method.getReturnType() == null ? method : method.getReturnType();
        long end = positions.getEndPosition(unit, method);
        if (end < 0) {
            return 0;
        }
        int from = Math.toIntExact(lines.getLineNumber(positions.getStartPosition(unit, first))) - 1;
        int to = Math.toIntExact(lines.getLineNumber(end));
        return file.lines().subList(from, to).stream()
                .filter(line -> !line.strip().startsWith("//"))
                .count();
    }

    private void fault(Tree where, String what) {
        long start = docs.getSourcePositions().getStartPosition(unit, where);
        long line = start < 0 ? 0 : unit.getLineMap().getLineNumber(start);
        faults.add(String.format(Locale.ROOT, "%s:%d: %s", file.name(), line, what));
    }

    private static final class Text extends SimpleJavaFileObject {
        private final SourceFile file;

        Text(SourceFile file) {
            super(URI.create("string:///" + file.name()), JavaFileObject.Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return String.join("\n", file.lines());
        }
    }
}
